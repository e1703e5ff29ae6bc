// SPDX-License-Identifier: Apache-2.0
// What only the end of a video tells: who was somebody all along, who never was, and who had left for good.
import { sizeOf, stillScore } from '../../src/people/tracks/track.ts';
import { middleOf } from '../../src/pose/box.ts';
import { KEYPOINT_COUNT, SURE_JOINT } from '../../src/pose/keypoints.ts';
import { median } from '../../src/pose/median.ts';
import type { Point } from '../../src/pose/oks.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';
import { isSeen } from './settle.ts';

/** For so much of the time a joint is found this near to its usual place, in sizes (the square root of the area). */
interface Stillness {
  readonly share: number;
  readonly reach: number;
}
/** Half of the joints of two stone posts stay within .009 and .016; of a woman who stands at a table for 24 seconds, .031. */
const STILL: readonly Stillness[] = [{ share: 0.8, reach: 0.02 }];
/**
 * Passers-by draw a thing aside, but hardly for half of the time: posts, signs and shadows in 12 recordings stay within .0117 (one .0122)
 * for that long, and within .031 for four fifths of it; a woman who waits for 20 seconds moves by .012 and more. For nine seconds a man
 * stands within .0106 and .0276.
 */
const STILL_FOR_LONG: readonly Stillness[] = [
  { share: 0.5, reach: 0.0118 },
  { share: 0.8, reach: 0.033 },
];
/** Nobody holds as still as a thing all along for so long, ms: whoever stands sways, and people at a table move their arms. */
const ALL_ALONG: readonly { readonly leastMs: number; readonly still: readonly Stillness[] }[] = [
  { leastMs: 4000, still: STILL },
  // Two stone posts and a sign .026, a man who waits for 20 seconds .0285.
  { leastMs: 8000, still: [{ share: 0.8, reach: 0.026 }] },
  { leastMs: 16_000, still: STILL_FOR_LONG },
];
/** Whoever came there is given the benefit of the doubt for longer than what was there all along, ms. */
const LONG_MS = 8000;
const VERY_LONG_MS = 30_000;
/** A thing is in its usual place where the middle of its box is that near to its median, in sizes. */
const AT_REST = 0.25;

/** The ids of those who are confirmed in some frame. */
export function confirmedPeople(frames: readonly RecordFrame[]): Set<number> {
  return new Set(
    frames.flatMap(({ poses }) => poses.flatMap(({ id, confirmed }) => (id !== undefined && confirmed ? [id] : []))),
  );
}

/**
 * Frames of a whole video: who is confirmed later on was somebody from the first sight. A live stream cannot know that; for
 * people who cross the picture in a few seconds the first three sights are a tenth of the time. And who never moved a limb, and
 * on average scored less than is asked of those who do not move, was confirmed by a chance, and is no longer; nor is, from then on,
 * whose track stayed with such a thing when they went on.
 *
 * @param birthScore What people had to score, 0..1.
 */
export function confirmedInHindsight(frames: readonly RecordFrame[], birthScore: number): RecordFrame[] {
  const people = confirmedPeople(frames);
  const things = new Map([...livesOf(frames)].map(([id, life]) => [id, thingSince(life, birthScore)]));
  return frames.map((frame) => ({
    ...frame,
    poses: frame.poses.map((pose) => {
      if (pose.id === undefined) return pose;
      const confirmed = people.has(pose.id) && frame.timeMs < (things.get(pose.id) ?? Number.POSITIVE_INFINITY);
      return pose.confirmed === confirmed ? pose : { ...pose, confirmed };
    }),
  }));
}

/**
 * Frames of a whole video without people after their last sight: a live stream goes on showing somebody for a while where they are
 * expected, for they may come back; whoever does not has left.
 */
export function untilLastSight(frames: readonly RecordFrame[]): RecordFrame[] {
  const lastSight = new Map<number, number>();
  for (const { timeMs, poses } of frames)
    for (const pose of poses) if (pose.id !== undefined && isSeen(pose, timeMs)) lastSight.set(pose.id, timeMs);
  return frames.map((frame) => ({
    ...frame,
    poses: frame.poses.filter(({ id }) => id === undefined || frame.timeMs <= (lastSight.get(id) ?? -1)),
  }));
}

/** Somebody's poses, in order. */
interface Life {
  readonly timesMs: number[];
  readonly poses: Pose[];
}

function livesOf(frames: readonly RecordFrame[]): Map<number, Life> {
  const lives = new Map<number, Life>();
  for (const { timeMs, poses } of frames) {
    for (const pose of poses) {
      if (pose.id === undefined) continue;
      const life = lives.get(pose.id) ?? { timesMs: [], poses: [] };
      life.timesMs.push(timeMs);
      life.poses.push(pose);
      lives.set(pose.id, life);
    }
  }
  return lives;
}

/** From when on until the end of a life there was only a thing; undefined where there was not, for long enough. */
function thingSince(life: Life, birthScore: number): number | undefined {
  const { timesMs, poses } = life;
  const [start = 0, end = 0] = [timesMs[0], timesMs.at(-1)];
  const isThingAllAlong = ALL_ALONG.some(
    ({ leastMs, still }) => end - start >= leastMs && isThing(poses, birthScore, still),
  );
  if (isThingAllAlong) return start;
  return stillSince(life, birthScore, STILL, LONG_MS) ?? stillSince(life, birthScore, STILL_FOR_LONG, VERY_LONG_MS);
}

/** From when on until the end of a life there was only a thing, for `leastMs` or longer. */
function stillSince(
  { timesMs, poses }: Life,
  birthScore: number,
  still: readonly Stillness[],
  leastMs: number,
): number | undefined {
  const isThingFrom = (index: number): boolean => isThing(poses.slice(index), birthScore, still);
  const end = timesMs.at(-1) ?? 0;
  let thing = timesMs.findLastIndex((timeMs) => end - timeMs >= leastMs);
  if (thing < 0 || !isThingFrom(thing)) return undefined;
  for (let person = 0; thing - person > 1; ) {
    const middle = (person + thing) >> 1;
    if (isThingFrom(middle)) thing = middle;
    else person = middle;
  }
  // A fifth of its time a thing may be elsewhere: that is the time in which somebody walked there.
  const since = timesMs[thing + firstAtRest(poses.slice(thing))] ?? end;
  return end - since >= leastMs ? since : undefined;
}

/** Where among these poses the first one is in their usual place. */
function firstAtRest(poses: readonly Pose[]): number {
  const near = AT_REST * (median(poses.map(({ box }) => sizeOf(box))) ?? 0);
  const distances = fromUsualPlace(poses.map(({ box }) => middleOf(box)));
  return Math.max(
    0,
    distances.findIndex((distance) => distance < near),
  );
}

function isThing(poses: readonly Pose[], birthScore: number, still: readonly Stillness[]): boolean {
  const meanScore = poses.reduce((sum, { score }) => sum + score, 0) / poses.length;
  if (meanScore >= stillScore(birthScore)) return false;
  const size = median(poses.map(({ box }) => sizeOf(box))) ?? 0;
  const distances = Array.from({ length: KEYPOINT_COUNT }, (_, joint) => fromPlaceOf(poses, joint));
  return still.every(({ share, reach }) => {
    const reaches = distances.flatMap((sorted) => sorted[Math.floor(share * (sorted.length - 1))] ?? []);
    return (median(reaches) ?? 0) < reach * size;
  });
}

/** How far a joint is from its median place whenever it is sure, px, the least first. */
function fromPlaceOf(poses: readonly Pose[], joint: number): number[] {
  const places = poses.flatMap(({ keypoints }) => keypoints[joint] ?? []).filter(({ score }) => score > SURE_JOINT);
  return fromUsualPlace(places).sort((a, b) => a - b);
}

/** How far each of these places is from their median, px. */
function fromUsualPlace(places: readonly Point[]): number[] {
  const [x, y] = [median(places.map((place) => place.x)), median(places.map((place) => place.y))];
  if (x === undefined || y === undefined) return [];
  return places.map((place) => Math.hypot(place.x - x, place.y - y));
}
