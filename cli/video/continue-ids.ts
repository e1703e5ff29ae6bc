// SPDX-License-Identifier: Apache-2.0
import { createAssign, NOBODY } from '../../src/people/tracks/assignment.ts';
import { iou } from '../../src/pose/box.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';

/** Boxes that overlap less are not the same person. */
const SAME_IOU = 0.3;

export interface IdBook {
  /** The poses with the ids of the run before. */
  rename(poses: readonly Pose[]): Pose[];
}

/**
 * Ids of a run that takes up another: those who are in the other's last frame keep their ids, everybody else gets new
 * ones.
 *
 * @param before The frames of the run before.
 * @param now The poses of this run in the last of those frames.
 */
export function continueIds(before: readonly RecordFrame[], now: readonly Pose[]): IdBook {
  const names = new Map<number, number>();
  let next = 1 + Math.max(0, ...before.flatMap(({ poses }) => poses.map(({ id = 0 }) => id)));
  const last = before.at(-1)?.poses ?? [];
  const cost = Float64Array.from(now.flatMap(({ box }) => last.map((pose) => 1 - iou(box, pose.box))));
  const columnOf = new Int32Array(now.length);
  createAssign()(cost, now.length, last.length, 1 - SAME_IOU, columnOf);
  for (const [row, { id }] of now.entries()) {
    const column = columnOf[row] ?? NOBODY;
    const old = column === NOBODY ? undefined : last[column]?.id;
    if (id !== undefined && old !== undefined) names.set(id, old);
  }
  return {
    rename: (poses) =>
      poses.map((pose) => {
        if (pose.id === undefined) return pose;
        const name = names.get(pose.id) ?? next++;
        names.set(pose.id, name);
        return { ...pose, id: name };
      }),
  };
}
