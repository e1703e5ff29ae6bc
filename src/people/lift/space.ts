// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../../pose/pose.ts';
import type { Lifter } from './lifter.ts';
import { createBoneKeeper } from './steady-bones.ts';

/** Gives poses their `keypoints3D`. */
export interface Space {
  /**
   * The same poses, in space where enough of them is seen; people who are followed keep the length of their bones. Where they were
   * before is made anew.
   */
  lift(poses: readonly Pose[]): Pose[];
  /** Forgets everybody's bones. */
  reset(): void;
}

export function createSpace(lifter: Lifter): Space {
  const bones = createBoneKeeper();
  return {
    lift(poses) {
      return poses.map((pose) => {
        const keypoints3D = lifter(pose.keypoints);
        if (keypoints3D === undefined) return withoutSpace(pose);
        return { ...pose, keypoints3D: pose.id === undefined ? keypoints3D : bones.steady(pose.id, keypoints3D) };
      });
    },
    reset() {
      bones.reset();
    },
  };
}

function withoutSpace(pose: Pose): Pose {
  if (pose.keypoints3D === undefined) return pose;
  const { keypoints3D: _, ...flat } = pose;
  return flat;
}
