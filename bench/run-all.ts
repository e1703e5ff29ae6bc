// SPDX-License-Identifier: Apache-2.0
// `npm run bench [-- [--only PART,PART] SECONDS [DIR ANNOTATIONS]]`: measures everything, one thing after the other, and writes
// docs/bench/*.json and docs/benchmarks.md. With `--only` the other parts stay as they were last measured, if that was on this
// machine. Nothing else should run on it. With DIR and ANNOTATIONS (COCO) the agents curve and the faults have AP.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { packageRoot } from '../cli/package-root.ts';
import { loadSwarm } from '../src/swarm/agents/load-swarm.ts';
import { programWork } from '../src/swarm/agents/work.ts';
import { benchmarksPage, type PeerLine } from './benchmarks-page.ts';
import type { FaultLine } from './faults.ts';
import type { FirstPoseReport } from './first-pose/measure.ts';
import { describeMachine, type Machine } from './machine.ts';
import type { Sizes } from './promises.ts';
import type { BenchReport } from './report.ts';
import type { SoakReport } from './soak/measure.ts';
import type { VideoReport } from './video.ts';

const PARTS = ['video', 'first-pose', 'soak', 'peers', 'faults', 'tiers'];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const [seconds = '5', images, annotations] = positionals;
const wanted = values.only?.split(',') ?? PARTS;
const odd = wanted.find((part) => !PARTS.includes(part));
if (odd !== undefined) throw new Error(`--only names ${JSON.stringify(odd)}, expected some of ${PARTS.join(', ')}`);
const ROOT = packageRoot();
const OUT = join(ROOT, 'docs/bench');

await run('npm', ['run', '--silent', 'build:lib']);
await run('npm', ['run', '--silent', 'build:app']);
const video = await measure<VideoReport>('video', [seconds]);
const firstPose = await measure<FirstPoseReport>('first-pose', ['7']);
const soak = await measure<SoakReport>('soak', []);
const peers = await measure<{ peers: PeerLine[] }>('peers', [seconds]);
const faults = await measure<{ faults: FaultLine[] }>('faults', [
  '3',
  ...(images && annotations ? [images, annotations] : []),
]);
const judged = images && annotations ? ['--images', images, '--annotations', annotations] : [];
const bench = ['bench', '--json', '--out', OUT, '--seconds', seconds, ...judged];
const tiers: BenchReport = wanted.includes('tiers')
  ? JSON.parse(await run(process.execPath, [join(ROOT, 'bin/poseswarm.js'), ...bench]))
  : await measuredBefore('bench');
const { totals: sizes } = JSON.parse(
  await run(process.execPath, [join(ROOT, 'bin/poseswarm.js'), 'inspect', '--json']),
) as {
  readonly totals: Sizes;
};
const { squads } = loadSwarm(await readFile(join(ROOT, 'weights/swarm.safetensors'))).graph;
const page = benchmarksPage({
  ...{ machine: tiers.machine, sizes, tiers, faults: faults.faults, peers: peers.peers, firstPose, soak },
  video: { video: video.video, people: video.people },
  squadWork: squads[0] ? programWork(squads[0]) : 0,
});
await writeFile(join(ROOT, 'docs/benchmarks.md'), page);

/** Runs one of the benches in a process of its own and keeps what it prints. */
async function measure<Report>(name: string, args: readonly string[]): Promise<Report> {
  if (!wanted.includes(name)) return measuredBefore(name);
  const json = await node(`bench/run-${name}.ts`, args);
  await writeFile(join(OUT, `${name}.json`), json);
  return JSON.parse(json);
}

/** What an earlier run on this machine kept: a page of two machines' numbers would compare what cannot be compared. */
async function measuredBefore<Report>(name: string): Promise<Report> {
  const kept = JSON.parse(await readFile(join(OUT, `${name}.json`), 'utf8')) as Report & { readonly machine: Machine };
  const { cpu, cores, node: version } = describeMachine(null);
  if (kept.machine.cpu !== cpu || kept.machine.cores !== cores || kept.machine.node !== version) {
    const [there, here] = [kept.machine, { cpu, cores, node: version }].map(
      (one) => `${one.cpu}, ${one.cores} cores, ${one.node}`,
    );
    throw new Error(
      `docs/bench/${name}.json is of another machine (${there}; this is ${here}), expected to measure it, too`,
    );
  }
  return kept;
}

function node(script: string, args: readonly string[]): Promise<string> {
  return run(process.execPath, ['--import', 'tsx', join(ROOT, script), ...args]);
}

async function run(command: string, args: readonly string[]): Promise<string> {
  process.stderr.write(`${args.join(' ')}\n`);
  const { stdout } = await promisify(execFile)(command, [...args], { cwd: ROOT, maxBuffer: 1 << 26 });
  return stdout;
}
