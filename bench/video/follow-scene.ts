// SPDX-License-Identifier: Apache-2.0
import { createFollower } from '../../src/people/follow.ts';
import type { FilterFactory } from '../../src/people/smoothing/place-filter.ts';
import type { TrackingSettings } from '../../src/people/tracks/config.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { JudgedFrame } from './measures.ts';
import { type Scene, type Truth, truthAt } from './scene.ts';
import { type Blur, simulatedEyes } from './simulated-eyes.ts';

export interface SceneRun {
  readonly fps: number;
  readonly settings: TrackingSettings;
  readonly filter?: FilterFactory | undefined;
  readonly blur: Blur;
  readonly random: () => number;
}

export interface SceneFrame {
  readonly timeMs: number;
  readonly truth: readonly Truth[];
  readonly poses: readonly Pose[];
}

/** People of whom less is visible are no fault to miss. */
const COUNTED_FROM = 0.4;

/** Follows the people of a scene through simulated eyes, frame by frame. */
export async function followScene(scene: Scene, run: SceneRun): Promise<SceneFrame[]> {
  const follower = createFollower(run.settings, run.filter);
  const frames: SceneFrame[] = [];
  for (let i = 0; (i * 1000) / run.fps <= scene.durationMs; i++) {
    const timeMs = (i * 1000) / run.fps;
    follower.begin({ width: scene.width, height: scene.height, timeMs });
    const { poses } = await follower.look(simulatedEyes(scene, timeMs, run.blur, run.random), 10);
    frames.push({ timeMs, truth: truthAt(scene, timeMs), poses });
  }
  return frames;
}

/** What `judgeTracks` wants: confirmed people against those who can be seen. */
export function judged(frames: readonly SceneFrame[]): JudgedFrame[] {
  return frames.map(({ truth, poses }) => ({
    truth: truth.map(({ id, box, visible }) => ({ id, box, ignored: visible < COUNTED_FROM })),
    tracks: poses.filter(({ confirmed }) => confirmed).map(({ id = 0, box }) => ({ id, box })),
  }));
}
