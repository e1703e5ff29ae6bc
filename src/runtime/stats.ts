// SPDX-License-Identifier: Apache-2.0
// What the detector knows about itself: the seed's SystemMetrics, with real values. What cannot be known here is undefined.
import { mean } from '../pose/mean.ts';
import type { Pose } from '../pose/pose.ts';
import type { SquadHealth } from './agents.ts';
import type { RuntimeTally, RuntimeTimes, WorkerStats } from './runtime.ts';

/** Rates, times and shares are over the last pictures, at most 120 of them. */
export interface SystemMetrics {
  readonly performance: {
    /** Pictures answered a second, by the clock; 0 until there were two. */
    readonly fps: number;
    /** Median milliseconds from the call to its answer. */
    readonly latency: number;
    /** The same for the slowest percent. */
    readonly latencyP99: number;
    /** People answered a second. */
    readonly throughput: number;
  };
  readonly agents: {
    /** Agents of squads that vote, of the scouts, and those that judge. */
    readonly active: number;
    /** Agents of squads that are faulty or on probation. */
    readonly faulty: number;
    /** Mean reputation of the squads that are not silenced, 0..1. */
    readonly avgReputation: number;
    /** Share of the keypoints of the last picture with people on which at least 66 % of the vote agreed, 0..1. */
    readonly consensusRate: number;
  };
  readonly resources: {
    /** Share of one processor core that the calls kept busy, 0..1; workers, and what the browser does besides, are not in it. */
    readonly cpuUsage: number;
    /** Bytes of the swarm's memory in use: weights, wiring, activations, votes, and the last picture. */
    readonly memoryUsage: number;
    /** Always undefined: no browser tells. */
    readonly gpuUtilization: number | undefined;
    /** Bytes of WebAssembly memory that are reserved. */
    readonly wasmHeapSize: number;
  };
  readonly quality: {
    /** What the swarm expects of itself: the mean score of the last picture's keypoints, each the probability that it is right. */
    readonly detectionAccuracy: number | undefined;
    /** Always undefined: it takes labels to know (`poseswarm eval`). */
    readonly falsePositiveRate: number | undefined;
    /** Share of the ids of the picture before that are still there, 0..1; undefined without ids. */
    readonly trackingConsistency: number | undefined;
    /** 1 minus how far the keypoints of the same ids moved since the picture before, as a share of their box's diagonal. */
    readonly temporalStability: number | undefined;
  };
}

/** Milliseconds, of the last picture unless said. */
export interface DetectorStats extends SystemMetrics {
  /** Pictures so far. */
  readonly frames: number;
  /** Pictures that were not looked at because a newer one was already there; see `DetectorOptions.budgetMs`. */
  readonly dropped: number;
  /** The whole call, reading the source included. */
  readonly lastMs: number;
  /** Copying the picture into the swarm's memory. */
  readonly storeMs: number;
  readonly scoutMs: number;
  readonly squadsMs: number;
  /** Consensus and the agents that judge it. */
  readonly consensusMs: number;
  /** People whom the squads looked at. */
  readonly people: number;
  /** Votes of squads that counted, over all people. */
  readonly votes: number;
  readonly workers: WorkerStats;
  /** When the last picture was taken, as the caller said; undefined when it did not. */
  readonly timestampMs: number | undefined;
}

/** A picture that was answered. */
export interface FrameReport {
  /** When the answer was there, `performance.now()`. */
  readonly at: number;
  readonly ms: number;
  /** People whom the squads looked at. */
  readonly people: number;
  readonly timestampMs: number | undefined;
  readonly poses: readonly Pose[];
}

/** What the runtime knows at the moment of asking. */
export interface Standings {
  readonly squads: readonly SquadHealth[];
  /** Agents that do not belong to a squad. */
  readonly otherAgents: number;
  readonly times: RuntimeTimes;
  readonly tally: RuntimeTally;
  readonly memoryBytes: number;
  readonly wasmBytes: number;
  readonly workers: WorkerStats;
}

export interface StatsCollector {
  count(frame: FrameReport): void;
  drop(): void;
  reset(): void;
  read(standings: Standings): DetectorStats;
}

const WINDOW = 120;

export function createStatsCollector(): StatsCollector {
  let recent: FrameReport[] = [];
  let frames = 0;
  let dropped = 0;
  return {
    count(frame) {
      frames++;
      recent.push(frame);
      if (recent.length > WINDOW) recent.shift();
    },
    drop() {
      dropped++;
    },
    reset() {
      recent = [];
      frames = 0;
      dropped = 0;
    },
    read(standings) {
      const last = recent.at(-1);
      const { storeMs, scoutMs, squadsMs, consensusMs } = last ? standings.times : NO_TIMES;
      return {
        ...metricsOf(recent, standings),
        ...{ frames, dropped, storeMs, scoutMs, squadsMs, consensusMs },
        lastMs: last?.ms ?? 0,
        people: last?.people ?? 0,
        workers: standings.workers,
        votes: last ? standings.tally.votes : 0,
        timestampMs: last?.timestampMs,
      };
    },
  };
}

const NO_TIMES: RuntimeTimes = { storeMs: 0, scoutMs: 0, squadsMs: 0, consensusMs: 0 };

function metricsOf(recent: readonly FrameReport[], standings: Standings): SystemMetrics {
  const { squads, otherAgents, tally, memoryBytes, wasmBytes } = standings;
  const sorted = recent.map(({ ms }) => ms).sort((a, b) => a - b);
  const span = spanOf(recent);
  const later = recent.slice(1);
  const live = squads.filter(({ state }) => state !== 'silenced');
  const agentsIn = (states: readonly string[]): number =>
    squads.filter(({ state }) => states.includes(state)).reduce((sum, { agents }) => sum + agents, 0);
  return {
    performance: {
      fps: ratio(1000 * later.length, span),
      latency: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
      latencyP99: sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0,
      throughput: ratio(1000 * total(later, ({ people }) => people), span),
    },
    agents: {
      active: otherAgents + agentsIn(['active', 'probation']),
      faulty: agentsIn(['faulty', 'probation']),
      avgReputation: ratio(
        live.reduce((sum, { reputation }) => sum + reputation, 0),
        live.length,
      ),
      consensusRate: ratio(tally.accepted, tally.joints),
    },
    resources: {
      cpuUsage: Math.min(
        1,
        ratio(
          total(later, ({ ms }) => ms),
          span,
        ),
      ),
      memoryUsage: memoryBytes,
      gpuUtilization: undefined,
      wasmHeapSize: wasmBytes,
    },
    quality: {
      detectionAccuracy: expectedAccuracy(recent.at(-1)?.poses ?? []),
      falsePositiveRate: undefined,
      ...constancy(recent.at(-2)?.poses ?? [], recent.at(-1)?.poses ?? []),
    },
  };
}

/** Milliseconds between the first and the last answer. */
function spanOf(recent: readonly FrameReport[]): number {
  return (recent.at(-1)?.at ?? 0) - (recent[0]?.at ?? 0);
}

function total(frames: readonly FrameReport[], of: (frame: FrameReport) => number): number {
  return frames.reduce((sum, frame) => sum + of(frame), 0);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function expectedAccuracy(poses: readonly Pose[]): number | undefined {
  if (poses.length === 0) return undefined;
  return poses.reduce((sum, { keypoints }) => sum + mean(keypoints.map(({ score }) => score)), 0) / poses.length;
}

function constancy(
  before: readonly Pose[],
  now: readonly Pose[],
): Pick<SystemMetrics['quality'], 'trackingConsistency' | 'temporalStability'> {
  const known = before.filter(({ id }) => id !== undefined);
  const pairs = known.flatMap((old) => {
    const same = now.find(({ id }) => id === old.id);
    return same ? [[old, same] as const] : [];
  });
  return {
    trackingConsistency: known.length > 0 ? pairs.length / known.length : undefined,
    temporalStability:
      pairs.length > 0 ? mean(pairs.map(([old, same]) => Math.max(0, 1 - moved(old, same)))) : undefined,
  };
}

/** Mean way of the keypoints between two pictures as a share of the box's diagonal. */
function moved(old: Pose, same: Pose): number {
  const diagonal = Math.hypot(same.box.width, same.box.height);
  const ways = same.keypoints.map(({ x, y }, i) =>
    Math.hypot(x - (old.keypoints[i]?.x ?? x), y - (old.keypoints[i]?.y ?? y)),
  );
  return ratio(mean(ways), diagonal);
}
