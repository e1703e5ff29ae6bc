// SPDX-License-Identifier: Apache-2.0
// How far the joints that are shown are from where they are, and how much those of people who stand shake.
import { iou } from '../../src/pose/box.ts';
import type { SceneFrame } from './follow-scene.ts';

export interface JointError {
  /** Root mean square distance, px; at most `CAP` each, for the odd mistaken person. */
  readonly error: number;
  /** Root mean square change from frame to frame beyond that of the truth, px. */
  readonly jitter: number;
}

const CAP = 60;
/** Boxes that overlap less are not the same person. */
const SAME_IOU = 0.5;

export function jointError(frames: readonly SceneFrame[]): JointError {
  let [squares, changes, joints, steps] = [0, 0, 0, 0];
  const before = new Map<number, readonly { readonly x: number; readonly y: number }[]>();
  for (const { truth, poses } of frames) {
    for (const { id, box, joints: places, visible } of truth) {
      const pose = poses.find((one) => iou(one.box, box) >= SAME_IOU);
      const last = before.get(id);
      before.delete(id);
      if (pose === undefined || visible < 1) continue;
      const off = pose.keypoints.map(({ x, y }, i) => ({ x: x - places[i]!.x, y: y - places[i]!.y }));
      for (const [i, { x, y }] of off.entries()) {
        squares += Math.min(Math.hypot(x, y), CAP) ** 2;
        joints++;
        if (last === undefined) continue;
        changes += Math.min(Math.hypot(x - last[i]!.x, y - last[i]!.y), CAP) ** 2;
        steps++;
      }
      before.set(id, off);
    }
  }
  return { error: Math.sqrt(squares / Math.max(joints, 1)), jitter: Math.sqrt(changes / Math.max(steps, 1)) };
}
