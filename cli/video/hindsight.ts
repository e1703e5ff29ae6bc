// SPDX-License-Identifier: Apache-2.0
import type { RecordFrame } from '../../src/record/index.ts';

/** The ids of those who are confirmed in some frame. */
export function confirmedPeople(frames: readonly RecordFrame[]): Set<number> {
  return new Set(
    frames.flatMap(({ poses }) => poses.flatMap(({ id, confirmed }) => (id !== undefined && confirmed ? [id] : []))),
  );
}

/**
 * Frames of a whole video: who is confirmed later on was somebody from the first sight. A live stream cannot know that; for
 * people who cross the picture in a few seconds the first three sights are a tenth of the time.
 */
export function confirmedFromBirth(frames: readonly RecordFrame[]): RecordFrame[] {
  const people = confirmedPeople(frames);
  return frames.map((frame) => ({
    ...frame,
    poses: frame.poses.map((pose) =>
      pose.id !== undefined && !pose.confirmed && people.has(pose.id) ? { ...pose, confirmed: true } : pose,
    ),
  }));
}
