// SPDX-License-Identifier: Apache-2.0
// What the project promised (the founding design, part 7), and whether the last measurement keeps it.
import type { Measured } from './benchmarks-page.ts';

export interface Promised {
  readonly promise: string;
  /** What was measured, in words. */
  readonly now: string;
  readonly kept: boolean;
}

/** Bytes and counts of what is shipped: `poseswarm inspect`'s totals. */
export interface Sizes {
  readonly agents: number;
  readonly weightsBytes: number;
  readonly downloadBytesGzip: number;
}

/** Promises about which something was measured; those about accuracy are in docs/accuracy.md. */
export function promises({ sizes, video, firstPose, soak, peers, tiers }: Measured): Promised[] {
  const list: Promised[] = [];
  const say = (promise: string, now: string, kept: boolean): void => void list.push({ promise, now, kept });
  if (sizes) {
    const { agents, weightsBytes, downloadBytesGzip } = sizes;
    say('100 to 1000 agents', `${agents}`, agents >= 100 && agents <= 1000);
    say('weights below 500 kB, never above 1 MB', kilobytes(weightsBytes), weightsBytes < 500e3);
    say(
      'weights, kernels and scripts below 600 kB compressed',
      kilobytes(downloadBytesGzip),
      downloadBytesGzip < 600e3,
    );
  }
  const alone = video?.video[0];
  if (alone) {
    const now = `${alone.p50Ms} and ${alone.p99Ms} ms, with ${alone.votesEach.toFixed(1)} of the squads`;
    say('one person in 720p below 4.17 ms, p99 below 8 ms', now, alone.p50Ms < 4.17 && alone.p99Ms < 8);
  }
  const [own, lightning] = ['poseswarm', 'MoveNet Lightning'].map((name) => peers?.find((peer) => peer.name === name));
  if (own && lightning) {
    const times = lightning.p50Ms / own.p50Ms;
    say(
      'ten times as fast as MoveNet Lightning',
      `${times.toFixed(1)} times, in a video of 60 frames a second`,
      times >= 10,
    );
  }
  if (firstPose) {
    const { app, longTasks } = firstPose;
    say('first pose 300 ms after the page opens', `${app.freshMs} ms, warm ${app.againMs}`, app.freshMs < 300);
    const tasks = `${longTasks.ms.length} in ${longTasks.loads} loads`;
    say('no task of 50 ms on the main thread', tasks, longTasks.ms.length === 0);
  }
  const takesMB = Math.max(0, ...(tiers?.tiers ?? []).flatMap(({ memoryMB }) => memoryMB ?? []));
  if (takesMB > 0) say('a detector takes less than 64 MB', `${takesMB} MB`, takesMB < 64);
  if (soak) {
    const grown = soak.heapKBPerMinute;
    say('no growth in ten minutes', `${grown} kB a minute`, grown <= NO_GROWTH_KB);
  }
  const [one, most] = [video?.people[0], video?.people.at(-1)];
  if (one && most) {
    const share = most.allMs / (one.allMs * most.people);
    const now = `${most.people} cost ${(share * most.people).toFixed(1)} times one`;
    say('another person costs at most what the first did', now, share <= 1 + NOISE);
  }
  return list;
}

/** A page's own bookkeeping grows by so much. */
const NO_GROWTH_KB = 10;
/** So far apart are two runs of the same. */
const NOISE = 0.05;

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
