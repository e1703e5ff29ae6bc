// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { SquadHealth } from '../../src/runtime/agents.ts';
import { createStatsCollector, type Standings } from '../../src/runtime/stats.ts';

const health = (id: string, some: Partial<SquadHealth> = {}): SquadHealth => ({
  ...{
    id,
    state: 'active',
    reputation: 1,
    weight: 1,
    similarity: 1,
    faults: 0,
    agents: 10,
    parameters: 1000,
    costMs: 2,
  },
  ...some,
});
const standings = (squads: readonly SquadHealth[] = []): Standings => ({
  squads,
  otherAgents: 5,
  times: { storeMs: 1, scoutMs: 2, squadsMs: 3, consensusMs: 4 },
  tally: { votes: 8, joints: 34, accepted: 17 },
  memoryBytes: 100,
  wasmBytes: 200,
  workers: { ready: 0, jobs: 0, ms: 0 },
});
const pose = (id: number, x: number, score = 0.5): Pose => ({
  id,
  score: 1,
  box: boxOf(0, 0, 30, 40),
  keypoints: KEYPOINT_NAMES.map((name) => ({ name, x, y: 0, score, spread: 0, dissent: 0 })),
});
const frame = (at: number, ms: number, poses: readonly Pose[] = []) => ({ at, ms, people: 2, timestampMs: at, poses });

describe('the statistics', () => {
  test('are empty at first and after a reset', () => {
    const collector = createStatsCollector();
    const empty = collector.read(standings());
    expect(empty).toMatchObject({ frames: 0, dropped: 0, lastMs: 0, squadsMs: 0, people: 0, timestampMs: undefined });
    expect(empty.performance).toEqual({ fps: 0, latency: 0, latencyP99: 0, throughput: 0 });
    collector.count(frame(0, 5));
    collector.drop();
    expect(collector.read(standings())).toMatchObject({ frames: 1, dropped: 1, squadsMs: 3, votes: 8 });
    collector.reset();
    expect(collector.read(standings())).toEqual(empty);
  });

  test('count by the clock', () => {
    const collector = createStatsCollector();
    for (let i = 0; i < 200; i++) collector.count(frame(i * 10, i === 150 ? 9 : 4));
    const { performance, resources } = collector.read(standings());
    expect(performance.fps).toBeCloseTo(100, 6);
    expect(performance.throughput).toBeCloseTo(200, 6);
    expect([performance.latency, performance.latencyP99]).toEqual([4, 4]);
    expect(resources.cpuUsage).toBeCloseTo(0.4, 1);
    expect(resources).toMatchObject({ memoryUsage: 100, wasmHeapSize: 200, gpuUtilization: undefined });
  });

  test('know who works', () => {
    const squads = [
      health('a'),
      health('b', { state: 'probation', reputation: 0.6 }),
      health('c', { state: 'faulty', reputation: 0.2 }),
      health('d', { state: 'silenced' }),
    ];
    const { agents } = createStatsCollector().read(standings(squads));
    expect(agents).toEqual({ active: 25, faulty: 20, avgReputation: expect.closeTo(0.6, 9), consensusRate: 0.5 });
  });

  test('say of quality what can be known, and leave out what takes labels', () => {
    const collector = createStatsCollector();
    collector.count(frame(0, 1, [pose(1, 0), pose(2, 0)]));
    collector.count(frame(1, 1, [pose(2, 5, 0.25), pose(3, 0, 0.75)]));
    expect(collector.read(standings()).quality).toEqual({
      detectionAccuracy: 0.5,
      falsePositiveRate: undefined,
      trackingConsistency: 0.5,
      temporalStability: 0.9,
    });
  });
});
