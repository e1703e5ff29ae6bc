// SPDX-License-Identifier: Apache-2.0
// What only the end of a video tells: who was somebody all along, and who never was.
import { hasLeft, middleOf, stillScore } from '../../src/people/tracks/track.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';

/** Whoever is in sight for a shorter time, ms, could not get far. */
const LONG_MS = 3000;
/** A thing is found in its place for so much of its time: passers-by draw it aside. */
const STAYS = 0.75;

/** The ids of those who are confirmed in some frame. */
export function confirmedPeople(frames: readonly RecordFrame[]): Set<number> {
  return new Set(
    frames.flatMap(({ poses }) => poses.flatMap(({ id, confirmed }) => (id !== undefined && confirmed ? [id] : []))),
  );
}

/**
 * Frames of a whole video: who is confirmed later on was somebody from the first sight. A live stream cannot know that; for
 * people who cross the picture in a few seconds the first three sights are a tenth of the time. And who stayed in one place for
 * all the time, and on average scored less than is asked of those who do not move, was confirmed by a chance, and is no longer.
 *
 * @param birthScore What people had to score, 0..1.
 */
export function confirmedInHindsight(frames: readonly RecordFrame[], birthScore: number): RecordFrame[] {
  const people = confirmedPeople(frames);
  for (const [id, life] of livesOf(frames)) if (isThing(life, birthScore)) people.delete(id);
  return frames.map((frame) => ({
    ...frame,
    poses: frame.poses.map((pose) => {
      if (pose.id === undefined || pose.confirmed === people.has(pose.id)) return pose;
      return { ...pose, confirmed: people.has(pose.id) };
    }),
  }));
}

interface Life {
  readonly firstMs: number;
  lastMs: number;
  readonly poses: Pose[];
}

function livesOf(frames: readonly RecordFrame[]): Map<number, Life> {
  const lives = new Map<number, Life>();
  for (const { timeMs, poses } of frames) {
    for (const pose of poses) {
      if (pose.id === undefined) continue;
      const life = lives.get(pose.id) ?? { firstMs: timeMs, lastMs: timeMs, poses: [] };
      life.lastMs = timeMs;
      life.poses.push(pose);
      lives.set(pose.id, life);
    }
  }
  return lives;
}

function isThing({ firstMs, lastMs, poses }: Life, birthScore: number): boolean {
  if (lastMs - firstMs < LONG_MS) return false;
  const meanScore = poses.reduce((sum, { score }) => sum + score, 0) / poses.length;
  if (meanScore >= stillScore(birthScore)) return false;
  const middles = poses.map(({ box }) => middleOf(box));
  const place = { x: median(middles.map(({ x }) => x)), y: median(middles.map(({ y }) => y)) };
  return poses.filter(({ box }) => !hasLeft(place, box)).length >= STAYS * poses.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
