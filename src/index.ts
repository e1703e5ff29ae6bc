// SPDX-License-Identifier: Apache-2.0
export type { DetectorOptions, EstimateConfig, ImageSource } from './detector/options.ts';
export type { Detector, DetectorEvents, DetectorInfo } from './detector/types.ts';
export { createDetector } from './detector.ts';
export type { BrowserSource, DrawableSource } from './frame/browser-source.ts';
export type { RawImage } from './frame/frame.ts';
export type { StreamReset } from './people/follow.ts';
export type { SmoothingConfig } from './people/smoothing/config.ts';
export { type OneEuroParameters, oneEuro } from './people/smoothing/one-euro.ts';
export type { FilterFactory, PlaceFilter } from './people/smoothing/place-filter.ts';
export type { TrackingConfig } from './people/tracks/config.ts';
export {
  boxDistance,
  courseDistance,
  type Distance,
  type Expected,
  jointDistance,
  poseDistance,
} from './people/tracks/distance.ts';
export { POSE_ERROR_CODES, PoseError, type PoseErrorCode } from './pose/errors.ts';
export { KEYPOINT_COUNT, KEYPOINT_NAMES, type KeypointName, MIRROR, SIGMAS, SKELETON } from './pose/keypoints.ts';
export { LIMITS } from './pose/limits.ts';
export type { Box, Edges, Keypoint, Keypoint3D, Pose } from './pose/pose.ts';
export type { AgentHealth, AgentState, Drill, SquadHealth, SwarmAgents } from './runtime/agents.ts';
export type { ByteSource } from './runtime/assets.ts';
export type { Degradation } from './runtime/degradation.ts';
export type { FaultCause, FaultEvent, RecoveryEvent, WorkerDrill, WorkerEvent } from './runtime/faults.ts';
export type { AssetIntegrity, Trust } from './runtime/integrity/verifier.ts';
export type { LoadProgress } from './runtime/load-progress.ts';
export type { RuntimeInfo, WorkerStats } from './runtime/runtime.ts';
export type { DetectorStats, SystemMetrics } from './runtime/stats.ts';
export type { Tier, TierChoice } from './runtime/tiers.ts';
export { inspectSwarm, type SwarmReport, type SwarmTotals } from './swarm/agents/inspect.ts';
export type { AgentLevel, AgentSpec } from './swarm/agents/roster.ts';
export type { KernelTier } from './swarm/kernels/tier.ts';
export type { Standing } from './swarm/reputation/reputation.ts';
