// SPDX-License-Identifier: Apache-2.0
import type { RecordFrame } from '../../src/record/index.ts';

/**
 * Frames of a whole video: who is confirmed later on was somebody from the first sight. A live stream cannot know that; for
 * people who cross the picture in a few seconds the first three sights are a tenth of the time.
 */
export function confirmedFromBirth(frames: readonly RecordFrame[]): RecordFrame[] {
  const people = new Set<number>();
  for (const { poses } of frames) {
    for (const { id, confirmed } of poses) if (id !== undefined && confirmed) people.add(id);
  }
  return frames.map((frame) => ({
    ...frame,
    poses: frame.poses.map((pose) =>
      pose.id !== undefined && pose.confirmed === false && people.has(pose.id) ? { ...pose, confirmed: true } : pose,
    ),
  }));
}
