// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type CurveRun, measureAgentsCurve } from '../bench/agents-curve.ts';
import { measureInChromium } from '../bench/chromium-tiers.ts';
import { describeMachine } from '../bench/machine.ts';
import { firstPoseInNode, measureInNode } from '../bench/node-tiers.ts';
import type { BenchReport } from '../bench/report.ts';
import type { Budget } from '../bench/timing.ts';
import { writeReport } from '../bench/write-report.ts';
import { PoseError } from '../src/pose/errors.ts';
import { rounded } from '../src/pose/rounded.ts';
import { TIERS } from '../src/runtime/tiers.ts';
import { inspectSwarm } from '../src/swarm/agents/inspect.ts';
import { KERNEL_TIERS } from '../src/swarm/kernels/tier.ts';
import { readAnnotations } from './annotations/annotations.ts';
import { type Command, oneOf, parseOptions, UsageError, wholeNumber } from './args.ts';
import { readWeights } from './assets.ts';
import { openDetector } from './detector.ts';
import { evaluate } from './evaluation/evaluation.ts';
import { type DecodedPicture, decodePicture } from './images/decode.ts';
import { listPictures } from './images/list.ts';
import { EXIT, type ExitCode, type Io, table } from './io.ts';
import { packageRoot } from './package-root.ts';

export const benchCommand: Command = {
  name: 'bench',
  summary: 'measures the tiers in Node and Chromium, and speed and accuracy against the number of agents',
  usage: `Usage: poseswarm bench [options] [--json]

  --picture FILE    measure on this picture (default: the first of samples/)
  --images DIR --annotations FILE   annotated pictures: the agents curve then has AP (ground-truth boxes)
  --out DIR         write bench.json and plots as SVG there
  --seconds N       for each measurement, at least 3 runs all the same (default 3)
  --tiers LIST      only these, separated by commas: js, wasm-simd, wasm-relaxed-simd (default these); webgpu is measured in
                    Chromium where it has a real GPU, and left out elsewhere
  --no-chromium     leave the browser out
  --weights FILE    another swarm than the one that comes along

Lines with work "frame" are whole frames (scouts and squads); those with work "boxes" are the squads on given people.`,
  run: bench,
};

const OPTIONS = {
  picture: { type: 'string' },
  images: { type: 'string' },
  annotations: { type: 'string' },
  out: { type: 'string' },
  seconds: { type: 'string' },
  tiers: { type: 'string' },
  'no-chromium': { type: 'boolean', default: false },
  weights: { type: 'string' },
} as const;

async function bench(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, OPTIONS);
  if ((values.images === undefined) !== (values.annotations === undefined)) {
    throw new UsageError('Only one of --images and --annotations was given; expected both or none.');
  }
  const seconds = wholeNumber('seconds', values.seconds, 0, 600, 3);
  const budget: Budget = { warmUp: 5, minRuns: 3, maxMs: 1000 * seconds };
  const tiers = (values.tiers?.split(',') ?? KERNEL_TIERS).map((tier) => oneOf('tiers', tier, TIERS, 'js'));
  const tiersOfNode = tiers.filter((tier) => tier !== 'webgpu');
  const weights = await readWeights(values.weights);
  const name = values.picture ?? (await samplePicture());
  const picture = await decodePicture(name);
  const note = (line: string): void => io.note(line);
  const open = (choice: { squads?: number }) => openDetector({ weights: values.weights, ...choice });

  const nodeFirst = await firstPoseInNode(() => open({}), picture);
  const nodeTiers = await measureInNode(tiersOfNode, { picture: name, weights: values.weights ?? null, budget }, note);
  const chromium = values['no-chromium']
    ? undefined
    : await measureInChromium({
        ...{ dist: join(packageRoot(), 'dist'), picture, budget, note },
        weights: values.weights === undefined ? undefined : weights,
        tiers,
      });
  const report: BenchReport = {
    machine: describeMachine(chromium?.version ?? null),
    // Relative, for the report is published: nobody needs to know where this machine keeps its files.
    picture: { name: relative(process.cwd(), name), width: picture.width, height: picture.height },
    tiers: [...nodeTiers, ...(chromium?.tiers ?? [])],
    agentsCurve: await curve(weights, open, picture, budget, values, io),
    peers: [],
    firstPoseMs: rounded(chromium?.firstPoseMs ?? nodeFirst, 1),
  };
  io.note('poseswarm: peers are not measured by this command; "peers" is empty.');
  if (values.out !== undefined) {
    for (const file of await writeReport(values.out, report)) io.note(`poseswarm: wrote ${file}`);
  }
  io.out(values.json ? JSON.stringify(report) : humanReport(report));
  return EXIT.ok;
}

async function samplePicture(): Promise<string> {
  const folder = join(packageRoot(), 'samples');
  const { files } = existsSync(folder) ? await listPictures([folder]) : { files: [] };
  const first = files[0];
  if (first === undefined) {
    throw new PoseError('decode-failed', `There is no picture in ${folder}; expected one there, or --picture FILE.`);
  }
  return first;
}

async function curve(
  weights: Uint8Array,
  open: (choice: { squads: number }) => ReturnType<typeof openDetector>,
  picture: DecodedPicture,
  budget: Budget,
  { images, annotations: file }: { readonly images?: string | undefined; readonly annotations?: string | undefined },
  io: Io,
): Promise<BenchReport['agentsCurve']> {
  const all = inspectSwarm(weights).squads.length;
  const counts = Array.from({ length: all }, (_, i) => i + 1);
  const annotations = file === undefined ? undefined : await readAnnotations(file);
  const run: CurveRun = {
    ...{ picture, budget, open: (squads) => open({ squads }) },
    judge: async (detector) => {
      if (annotations === undefined || images === undefined) return null;
      return rounded((await evaluate(detector, annotations, images, 'gt', io)).AP, 5);
    },
  };
  return measureAgentsCurve(counts, run);
}

function humanReport({ machine, picture, tiers, agentsCurve, firstPoseMs }: BenchReport): string {
  const rows = tiers.map((t) => [t.tier, t.where, t.work, t.people, t.p50Ms, t.p99Ms, t.fps, t.memoryMB ?? '-']);
  const points = agentsCurve.map((point) => [point.agents, point.squads, point.fps, point.AP ?? '-']);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}, Node ${machine.node}, Chromium ${machine.chromium ?? '-'}`,
    `${picture.name}, ${picture.width}x${picture.height} px`,
    '',
    table(['tier', 'where', 'work', 'people', 'p50 ms', 'p99 ms', 'fps', 'MB'], rows),
    '',
    table(['agents', 'squads', 'fps', 'AP'], points),
    '',
    `first pose after ${firstPoseMs} ms`,
  ].join('\n');
}
