// SPDX-License-Identifier: Apache-2.0
// docs/benchmarks.md, from what was measured.
import type { FaultLine } from './faults.ts';
import type { FirstPoseReport } from './first-pose/measure.ts';
import type { Machine } from './machine.ts';
import { promises, type Sizes } from './promises.ts';
import type { BenchReport } from './report.ts';
import type { SoakReport } from './soak/measure.ts';
import type { VideoReport } from './video.ts';

export interface PeerLine {
  readonly name: string;
  readonly initMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly frames: number;
  /** Frames in which somebody was found. */
  readonly found: number;
  readonly downloadBytesGzip: number;
}

/** What the page is made of; parts that were not measured are left out. */
export interface Measured {
  readonly machine: Machine;
  readonly sizes?: Sizes;
  readonly tiers?: BenchReport;
  readonly video?: VideoReport;
  readonly faults?: readonly FaultLine[];
  readonly peers?: readonly PeerLine[];
  readonly firstPose?: FirstPoseReport;
  readonly soak?: SoakReport;
  /** Multiply-adds of one squad looking at one person. */
  readonly squadWork: number;
}

export function benchmarksPage(measured: Measured): string {
  const { machine, tiers, video, faults, peers, firstPose, soak } = measured;
  const parts = [
    '# Benchmarks',
    'Written by `npm run bench`; the numbers are also in `docs/bench/*.json`. Milliseconds are medians unless said.',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.os}, Node ${machine.node}, ` +
      `Chromium ${machine.chromium ?? 'not measured'}, no GPU.`,
    ...promisesPart(measured),
    ...(video ? videoPart(video, measured.squadWork) : []),
    ...(firstPose ? firstPosePart(firstPose) : []),
    ...(soak ? soakPart(soak) : []),
    ...(peers ? peersPart(peers) : []),
    ...(tiers ? tiersPart(tiers) : []),
    ...(faults ? faultsPart(faults) : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function promisesPart(measured: Measured): string[] {
  const list = promises(measured);
  if (list.length === 0) return [];
  return [
    '## What was promised',
    'By the founding design; accuracy and faults are in [accuracy.md](accuracy.md).',
    table(
      ['promise', 'now', 'kept'],
      list.map(({ promise, now, kept }) => [promise, now, kept ? 'yes' : '**no**']),
    ),
  ];
}

function videoPart({ video, people }: VideoReport, squadWork: number): string[] {
  const floorMs = squadWork / FLOOR_WORK_A_MS;
  const alone = video[0];
  return [
    '## One person in a 1280x720 video, Chromium',
    'Frames from memory, one after the other, with time stamps of so many a second; default options, `maxPoses: 1` (`npm run bench:video`).',
    table(
      [
        'stamps a second',
        'workers',
        'p50 ms',
        'p99 ms',
        'frames a second',
        'votes a person',
        'store ms',
        'squads ms',
        'consensus ms',
      ],
      video.map((line) => [
        ...[line.rate, line.workers, line.p50Ms, line.p99Ms, line.fps, line.votesEach],
        ...[line.storeMs, line.squadsMs, line.consensusMs],
      ]),
    ),
    `The floor: one squad makes ${(squadWork / 1e6).toFixed(1)} M multiply-adds, ${floorMs.toFixed(2)} ms at the 28 G a second of a ` +
      'core with two 128-bit fused units at 3.5 GHz, which is all that WebAssembly SIMD can ask for; and 3.7 MB of frame are copied, ' +
      `0.37 ms at 10 GB a second. The frame takes ${((alone?.p50Ms ?? 0) / (floorMs * (alone?.votesEach ?? 1) + 0.37)).toFixed(1)} times that.`,
    '### Cost against people',
    table(
      ['people', 'all squads, ms', 'default budget of a video, ms'],
      people.map((line) => [line.people, line.allMs, line.budgetMs]),
    ),
  ];
}

/** Multiply-adds in a millisecond of one core: two units of four lanes at 3.5 GHz. */
const FLOOR_WORK_A_MS = 28e6;

function firstPosePart({ detector, page, slowPageMs, app, longTasks, runs }: FirstPoseReport): string[] {
  const longest = Math.max(0, ...longTasks.ms);
  return [
    '## The first pose',
    `Of a still picture with all squads; medians over ${runs} fresh browser profiles (\`npm run bench:first-pose\`).`,
    table(
      ['from', 'in a fresh profile, ms', 'warm, ms'],
      [
        ['`createDetector`', detector.freshMs, detector.warmMs],
        ['the navigation of [a page of twenty lines](../examples/page), built by Vite', page.freshMs, page.againMs],
        ['the same, its processor four times as slow', slowPageMs, '-'],
        ["the app's navigation, its drawing included", app.freshMs, app.againMs],
      ],
    ),
    `Tasks that kept the app's main thread for 50 ms or more, in ${longTasks.loads} loads: ${longTasks.ms.length}` +
      `${longest > 0 ? `, the longest of ${longest} ms` : ''}.`,
  ];
}

function soakPart({ minutes, samples, heapKBPerMinute, cycles }: SoakReport): string[] {
  const [first, last] = [samples[0], samples.at(-1)];
  const frames = (last?.frames ?? 0) - (first?.frames ?? 0);
  return [
    '## Memory',
    `In ${minutes} minutes and ${frames} frames the heap grew by ${heapKBPerMinute} kB a minute, the whole page from ` +
      `${first?.pageMB ?? '-'} to ${last?.pageMB ?? '-'} MB; ${cycles.count} detectors with ${cycles.workers} worker each, made and disposed, left ` +
      `${cycles.after.heapKB - cycles.before.heapKB} kB and ${cycles.workersLeft} workers (\`npm run bench:soak\`).`,
  ];
}

function peersPart(peers: readonly PeerLine[]): string[] {
  const own = peers.find(({ name }) => name === 'poseswarm')?.p50Ms ?? Number.NaN;
  return [
    '## Beside others',
    'The same frames in the same page, in turns of half a second, with time stamps of 60 a second unless said; theirs on tfjs-wasm ' +
      'with SIMD, one thread, tracking and smoothing on (`npm run bench:peers`). Download: weights and kernels, compressed, without scripts.',
    table(
      ['library', 'p50 ms', 'p99 ms', 'times ours', 'first pose after, ms', 'download kB', 'frames with somebody'],
      peers.map((line) => [
        ...[line.name, line.p50Ms, line.p99Ms, (line.p50Ms / own).toFixed(1), line.initMs],
        ...[Math.round(line.downloadBytesGzip / 1000), `${line.found} of ${line.frames}`],
      ]),
    ),
  ];
}

function tiersPart({ picture, tiers, agentsCurve, firstPoseMs }: BenchReport): string[] {
  return [
    '## Tiers',
    `\`${picture.name}\`, ${picture.width}x${picture.height} px, a still image with all squads (\`npx poseswarm bench\`): "frame" is scouts ` +
      'and everybody they propose, looked at up to three times; "boxes" are given people. Cores: processor time ' +
      "by the clock's, as fast as it goes.",
    table(
      ['tier', 'where', 'work', 'people', 'p50 ms', 'p99 ms', 'a second', 'MB', 'reserved', 'cores'],
      tiers.map((t) => [
        t.tier,
        t.where,
        t.work,
        t.people,
        t.p50Ms,
        t.p99Ms,
        t.fps,
        t.memoryMB ?? '-',
        t.reservedMB ?? '-',
        t.cpuShare,
      ]),
    ),
    table(
      ['agents', 'squads', 'people a second', 'AP'],
      agentsCurve.map((point) => [point.agents, point.squads, point.fps, point.AP ?? '-']),
    ),
    `First pose ${firstPoseMs} ms after the page's start.`,
  ];
}

function faultsPart(faults: readonly FaultLine[]): string[] {
  return [
    '## Faults',
    'Each begins while pictures keep coming, in Node, with all squads (`npm run bench:faults`). Way: how far the keypoints are, on ' +
      'average, from where they were before, at worst and at the end, in px of a picture in which the person is 500 px high. A squad ' +
      'that lies or is switched off stays out; the others then say something slightly different. AP: COCO, given boxes, while the ' +
      'fault lasts.',
    table(
      [
        'fault',
        'pictures without an answer',
        'mended or shut out after, ms',
        'longest picture, ms',
        'usual, ms',
        'way, px',
        'AP',
      ],
      faults.map((line) => [
        ...[line.fault, `${line.lost} of ${line.pictures}`, line.recoveryMs ?? '-'],
        ...[line.longestMs, line.usualMs, `${line.worstPx}, ${line.lastPx}`, line.AP ?? '-'],
      ]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
