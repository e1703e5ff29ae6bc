// SPDX-License-Identifier: Apache-2.0
import { inspectSwarm, type SwarmReport } from '../src/swarm/agents/inspect.ts';
import { type Command, parseOptions } from './args.ts';
import { readWeights } from './assets.ts';
import { downloadSize } from './download-size.ts';
import { EXIT, type ExitCode, type Io, table } from './io.ts';

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'lists the agents of the swarm: level, role, squad, parameters, bytes',
  usage: `Usage: poseswarm inspect [--weights FILE] [--json]

  --weights FILE    another swarm than the one that comes along

downloadBytesGzip is the page with code, kernels (the larger of the two builds) and weights, compressed.`,
  run: inspect,
};

type Totals = Pick<SwarmReport['totals'], 'agents' | 'parameters' | 'weightsBytes'> & {
  readonly downloadBytesGzip: number;
};

async function inspect(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, { weights: { type: 'string' } });
  const weights = await readWeights(values.weights);
  const { agents, squads, totals } = inspectSwarm(weights);
  const download = await downloadSize(weights);
  if (!download.wholePage)
    io.note('poseswarm: the page is not built (npm run build); the download is weights and kernels only.');
  const { parameters, weightsBytes } = totals;
  const report = {
    agents: agents.map(({ id, level, role, squad, parameters: count, bytes }) => {
      return { id, level, role, squad, parameters: count, bytes };
    }),
    squads,
    totals: { agents: totals.agents, parameters, weightsBytes, downloadBytesGzip: download.bytesGzip },
  };
  io.out(values.json ? JSON.stringify(report) : humanReport(report.agents, squads, report.totals));
  return EXIT.ok;
}

function humanReport(agents: SwarmReport['agents'], squads: readonly string[], totals: Totals): string {
  const rows = agents.map(({ id, level, role, squad, parameters, bytes }) => [
    id,
    level,
    role,
    squad,
    parameters,
    bytes,
  ]);
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    table(['agent', 'level', 'role', 'squad', 'parameters', 'bytes'], rows),
    '',
    `${totals.agents} agents in ${squads.length} squads (${squads.join(', ')}) and what they share`,
    `${totals.parameters} parameters, weights ${kilobytes(totals.weightsBytes)}, ` +
      `download ${kilobytes(totals.downloadBytesGzip)} compressed`,
  ].join('\n');
}
