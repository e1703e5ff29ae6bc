// SPDX-License-Identifier: Apache-2.0
// What another filter would have made of tracks that were recorded without one.

import type { FilterFactory, PlaceFilter } from '../../src/people/smoothing/place-filter.ts';
import { AREA_OF_BOX } from '../../src/people/suppress.ts';
import { KEYPOINT_COUNT } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';

/** Frames of `poseswarm video --smoothing off`, with everybody's keypoints as the filter shows them. */
export function filtered(frames: readonly RecordFrame[], make: FilterFactory): RecordFrame[] {
  const filters = new Map<number, PlaceFilter>();
  const record = new Float32Array(KEYPOINT_COUNT * 4);
  return frames.map((frame) => ({ ...frame, poses: frame.poses.map((pose) => shown(pose, frame.timeMs)) }));

  function shown(pose: Pose, timeMs: number): Pose {
    const { id = 0, box } = pose;
    const filter = filters.get(id) ?? make();
    filters.set(id, filter);
    for (const [i, { x, y, score, spread }] of pose.keypoints.entries()) record.set([x, y, score, spread], i * 4);
    filter.smooth(record, timeMs, Math.sqrt(Math.max(1, AREA_OF_BOX * box.width * box.height)));
    const keypoints = pose.keypoints.map((keypoint, i) => ({
      ...keypoint,
      x: record[i * 4] ?? keypoint.x,
      y: record[i * 4 + 1] ?? keypoint.y,
    }));
    return { ...pose, keypoints };
  }
}
