// SPDX-License-Identifier: Apache-2.0
// One person in a 720p video, in a page and in Node alike: the promise of 240 frames a second, and what more people cost.
import type { Detector, DetectorOptions } from '../src/index.ts';
import { boxOf } from '../src/pose/box.ts';
import { percentile } from './timing.ts';
import { swingingFrames } from './video-frames.ts';
import type { BenchPicture } from './workload.ts';

export interface VideoLine {
  /** Frames a second by the time stamps, on which the default budget of a frame depends. */
  readonly rate: number;
  /** Workers besides the page's own thread. */
  readonly workers: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Whole calls a second. */
  readonly fps: number;
  /** Mean of people looked at, and of votes about each of them. */
  readonly people: number;
  readonly votesEach: number;
  /** Median milliseconds of storing the frame, of squads, and of consensus. */
  readonly storeMs: number;
  readonly squadsMs: number;
  readonly consensusMs: number;
  readonly frames: number;
}

export interface PeopleLine {
  readonly people: number;
  /** All squads about everybody, and the default budget of a video. */
  readonly allMs: number;
  readonly budgetMs: number;
}

export interface VideoReport {
  readonly video: readonly VideoLine[];
  readonly people: readonly PeopleLine[];
}

export type OpenDetector = (options: DetectorOptions) => Promise<Detector>;

const FRAMES = 16;
/** Of time stamps. */
const FAST = 240;
const STREAMS: readonly Pick<VideoLine, 'rate' | 'workers'>[] = [
  { rate: FAST, workers: 0 },
  { rate: FAST, workers: 1 },
  { rate: 60, workers: 0 },
  { rate: 30, workers: 0 },
];
const PEOPLE: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** @param seconds For each line. */
export async function measureVideo(open: OpenDetector, picture: BenchPicture, seconds: number): Promise<VideoReport> {
  const frames = swingingFrames(picture, FRAMES);
  const video: VideoLine[] = [];
  for (const { rate, workers } of STREAMS) {
    const detector = await open({ maxPoses: 1, workers });
    video.push({ rate, workers, ...(await play(detector, frames, seconds, rate)) });
    detector.dispose();
  }
  const people = await measurePeople(open, frames[0] ?? picture, seconds / 4);
  return { video, people };
}

async function play(
  detector: Detector,
  frames: readonly BenchPicture[],
  seconds: number,
  rate: number,
): Promise<Omit<VideoLine, 'rate' | 'workers'>> {
  const ms: number[] = [];
  const stages: { storeMs: number; squadsMs: number; consensusMs: number }[] = [];
  let [people, votes] = [0, 0];
  const warmUp = 60;
  for (let i = 0, end = Number.POSITIVE_INFINITY; i < warmUp + 20 || performance.now() < end; i++) {
    if (i === warmUp) end = performance.now() + 1000 * seconds;
    const frame = frames[i % frames.length];
    if (frame === undefined) break;
    const start = performance.now();
    await detector.estimatePoses(frame, {}, (i * 1000) / rate);
    if (i < warmUp) continue;
    ms.push(performance.now() - start);
    stages.push(detector.stats);
    people += detector.stats.people;
    votes += detector.stats.votes;
  }
  const median = (of: (stage: (typeof stages)[number]) => number) => rounded(percentile(stages.map(of), 0.5));
  return {
    p50Ms: rounded(percentile(ms, 0.5)),
    p99Ms: rounded(percentile(ms, 0.99)),
    fps: rounded(1000 / (ms.reduce((sum, one) => sum + one, 0) / ms.length)),
    people: rounded(people / ms.length),
    votesEach: rounded(votes / Math.max(1, people)),
    storeMs: median(({ storeMs }) => storeMs),
    squadsMs: median(({ squadsMs }) => squadsMs),
    consensusMs: median(({ consensusMs }) => consensusMs),
    frames: ms.length,
  };
}

async function measurePeople(open: OpenDetector, frame: BenchPicture, seconds: number): Promise<PeopleLine[]> {
  const [all, budget] = [await open({ budgetMs: Number.POSITIVE_INFINITY }), await open({})];
  const lines: PeopleLine[] = [];
  for (const count of PEOPLE) {
    const boxes = Array.from({ length: count }, (_, i) => boxOf(400 + i, 110, 820 + i, 610));
    const look = async (detector: Detector): Promise<number> => {
      const ms: number[] = [];
      const end = performance.now() + 1000 * (seconds / 2);
      for (let i = 0; ms.length < 5 || performance.now() < end; i++) {
        const start = performance.now();
        await detector.estimatePoses(frame, { boxes }, (i * 1000) / FAST);
        ms.push(performance.now() - start);
      }
      return rounded(percentile(ms, 0.5));
    };
    lines.push({ people: count, allMs: await look(all), budgetMs: await look(budget) });
  }
  for (const detector of [all, budget]) detector.dispose();
  return lines;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
