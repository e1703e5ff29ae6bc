// SPDX-License-Identifier: Apache-2.0
export type { Vector3 } from '../../pose/vector3.ts';
export {
  type AngleName,
  type AngleOptions,
  angleBetween,
  JOINT_ANGLES,
  type JointAngle,
  jointAngle,
  jointAngles,
  meanAngle,
  signedAngleBetween,
} from './angles.ts';
export {
  ARM_BEND,
  countRepetition,
  NO_REPETITIONS,
  type RepetitionOptions,
  type RepetitionState,
  SQUAT,
} from './repetitions.ts';
export { poseSimilarity, type SimilarityOptions } from './similarity.ts';
export { type TimedPose, type Velocity, velocities } from './velocities.ts';
export type { Where } from './where.ts';
