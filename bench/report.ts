// SPDX-License-Identifier: Apache-2.0
import type { Machine } from './machine.ts';
import type { WorkTiming } from './workload.ts';

export interface TierLine extends WorkTiming {
  readonly tier: string;
  readonly where: 'node' | 'chromium';
  /** What the detector took of the machine's memory, MB; null where the place does not tell. */
  readonly memoryMB: number | null;
  /** What a page says that it may use, all of the detector's memory, touched or not; MB, null in Node. */
  readonly reservedMB: number | null;
  /** Processor time by the clock's while the tier was measured as fast as it goes, opening included: 1 is one core, always busy. */
  readonly cpuShare: number;
}

export interface CurvePoint {
  /** Agents that ran, and the squads they make. */
  readonly agents: number;
  readonly squads: number;
  /** Frames a second with one person in a given box. */
  readonly fps: number;
  /** COCO AP with ground-truth boxes; null when no annotated pictures were given. */
  readonly AP: number | null;
}

export interface Peer {
  readonly name: string;
  readonly p50Ms: number;
  readonly initMs: number;
  readonly downloadBytesGzip: number;
}

/** What `poseswarm bench --json` prints. */
export interface BenchReport {
  readonly machine: Machine;
  readonly picture: { readonly name: string; readonly width: number; readonly height: number };
  readonly tiers: readonly TierLine[];
  readonly agentsCurve: readonly CurvePoint[];
  readonly peers: readonly Peer[];
  /** From the start of the page (Chromium) or of the detector (Node) to the first pose. */
  readonly firstPoseMs: number;
}
