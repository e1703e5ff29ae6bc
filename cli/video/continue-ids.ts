// SPDX-License-Identifier: Apache-2.0
import { createAssign, NOBODY } from '../../src/people/tracks/assignment.ts';
import { iou } from '../../src/pose/box.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';

/** Boxes that overlap less are not the same person. */
const SAME_IOU = 0.3;

export interface IdBook {
  /** The poses with the ids of the run before, as old as they were there. */
  rename(poses: readonly Pose[]): Pose[];
}

/** Who somebody is for the run before, and how much longer it has known them, ms. */
interface Name {
  readonly id: number;
  readonly olderMs: number;
}

/**
 * Ids of a run that takes up another: those who are in the other's last frame keep their ids, everybody else gets new
 * ones.
 *
 * @param before The frames of the run before.
 * @param now The poses of this run in the last of those frames.
 */
export function continueIds(before: readonly RecordFrame[], now: readonly Pose[]): IdBook {
  const names = new Map<number, Name>();
  let next = 1;
  for (const { poses } of before) for (const { id = 0 } of poses) next = Math.max(next, id + 1);
  const last = before.at(-1)?.poses ?? [];
  const cost = Float64Array.from(now.flatMap(({ box }) => last.map((pose) => 1 - iou(box, pose.box))));
  const columnOf = new Int32Array(now.length);
  createAssign()(cost, now.length, last.length, 1 - SAME_IOU, columnOf);
  for (const [row, { id, ageMs = 0 }] of now.entries()) {
    const column = columnOf[row] ?? NOBODY;
    const old = column === NOBODY ? undefined : last[column];
    if (id === undefined || old?.id === undefined) continue;
    names.set(id, { id: old.id, olderMs: Math.max(0, (old.ageMs ?? 0) - ageMs) });
  }
  return {
    rename: (poses) =>
      poses.map((pose) => {
        if (pose.id === undefined) return pose;
        const name = names.get(pose.id) ?? { id: next++, olderMs: 0 };
        names.set(pose.id, name);
        return { ...pose, id: name.id, ...(pose.ageMs === undefined ? {} : { ageMs: pose.ageMs + name.olderMs }) };
      }),
  };
}
