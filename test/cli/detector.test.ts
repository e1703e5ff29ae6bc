// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/args.ts';
import { findPoses, openDetector, posesInBoxes } from '../../cli/detector.ts';
import { boxOf } from '../../src/pose/box.ts';
import { noisePicture, randomDetector } from '../support/detectors.ts';

describe('the detector behind the command', () => {
  it('gives one pose a box, in the order of the boxes, whatever their scores', async () => {
    const detector = await randomDetector();
    const boxes = [boxOf(0, 0, 60, 100), boxOf(200, 50, 280, 180), boxOf(0, 0, 60, 100)];
    const { poses, ms } = await posesInBoxes(detector, noisePicture(320, 240), boxes);
    expect(poses).toHaveLength(3);
    expect(poses[0]?.keypoints).toEqual(poses[2]?.keypoints);
    expect(poses[1]?.keypoints[0]?.x).toBeGreaterThan(poses[0]?.keypoints[0]?.x ?? Number.POSITIVE_INFINITY);
    expect(ms).toBeGreaterThan(0);
    expect(await posesInBoxes(detector, noisePicture(320, 240), [])).toEqual({ poses: [], ms: 0 });
    detector.dispose();
  });

  it('finds at most as many people as asked for', async () => {
    const detector = await randomDetector({ minPoseScore: 0 });
    const { poses } = await findPoses(detector, noisePicture(320, 240), 2);
    expect(poses.length).toBeLessThanOrEqual(2);
    detector.dispose();
  });

  it('refuses tiers that there are not, and weights that are not there', async () => {
    expect(() => openDetector({ tier: 'gpu' })).toThrow(UsageError);
    await expect(openDetector({ weights: 'nowhere/w.safetensors' })).rejects.toThrow(/w\.safetensors/);
  });
});
