// SPDX-License-Identifier: Apache-2.0
// What TensorFlow.js' pose-detection promises, kept by the swarm.
import { afterAll, expect, test } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { createDetector, movenet, SupportedModels, util } from '../../src/adapters/tfjs.ts';
import { iou } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';

const { modelType } = movenet;
const single = await createDetector(SupportedModels.MoveNet);
const multi = await createDetector(SupportedModels.MoveNet, { modelType: modelType.MULTIPOSE_LIGHTNING });
afterAll(() => {
  single.dispose();
  multi.dispose();
});

/** As a page's element: the same object frame after frame, and a clock of its own. */
function asVideo(picture: Awaited<ReturnType<typeof samplePicture>>) {
  return { ...picture, currentTime: 0.5 };
}

test('single-pose models show one person, multi-pose ones all of them', async () => {
  const picture = await samplePicture('street.jpg');
  const [one, ...others] = await single.estimatePoses(picture);
  expect(others).toEqual([]);
  const all = await multi.estimatePoses(picture);
  expect(all).toHaveLength(4);
  expect(one?.keypoints.map(({ name }) => name)).toEqual(KEYPOINT_NAMES);
  // The first two of them, from fewer boxes each: joints of which there are more looks lie a little elsewhere.
  const two = await multi.estimatePoses(picture, { maxPoses: 2 });
  expect(two).toHaveLength(2);
  for (const [i, pose] of two.entries()) expect(iou(pose.box, all[i]!.box)).toBeGreaterThan(0.85);
});

test('flipHorizontal mirrors places, scoreThreshold leaves people out', async () => {
  const picture = await samplePicture('waving.jpg');
  const [plain] = await single.estimatePoses(picture);
  const [flipped] = await single.estimatePoses(picture, { flipHorizontal: true });
  expect(flipped?.keypoints[0]?.x).toBeCloseTo(picture.width - (plain?.keypoints[0]?.x ?? 0));
  expect(await single.estimatePoses(picture, { scoreThreshold: 1 })).toEqual([]);
  await expect(single.estimatePoses(picture, { scoreThreshold: 2 })).rejects.toMatchObject({ code: 'bad-option' });
});

test('a video element is a video by its own clock, and one frame of it has one answer', async () => {
  const video = asVideo(await samplePicture('waving.jpg'));
  let resets = 0;
  single.swarm.on('reset', () => resets++);
  const before = single.swarm.stats.frames;
  const [first, again] = [await single.estimatePoses(video), await single.estimatePoses(video)];
  expect(again).toEqual(first);
  expect(single.swarm.stats.frames).toBe(before + 1);
  video.currentTime = 0.54;
  const [next] = await single.estimatePoses(video);
  expect(next?.id).toBe(first[0]?.id);
  expect(next?.id).toBeDefined();
  expect(resets).toBe(0);
  single.reset();
  expect((await single.estimatePoses(video))[0]?.id).not.toBe(next?.id);
});

test('what the swarm is not is refused', async () => {
  await expect(createDetector(SupportedModels.BlazePose)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/^model is BlazePose, expected MoveNet or PoseNet: .*poseswarm\/mediapipe/),
  });
  await expect(createDetector('HandPose')).rejects.toMatchObject({
    code: 'bad-option',
    message: 'model is "HandPose", expected MoveNet or PoseNet',
  });
  await expect(createDetector(SupportedModels.PoseNet, { minPoseScore: 2 })).rejects.toMatchObject({
    code: 'bad-option',
  });
});

test('their model options are let pass, the swarm has its own', async () => {
  const detector = await createDetector(SupportedModels.PoseNet, {
    ...{ architecture: 'MobileNetV1', outputStride: 16, quantBytes: 2 },
    swarm: { squads: 1, tier: 'js' },
  });
  expect(detector.swarm.info.tier).toBe('js');
  detector.dispose();
  await expect(detector.estimatePoses(await samplePicture('waving.jpg'))).rejects.toMatchObject({ code: 'disposed' });
});

test('names, sides and limbs are theirs', () => {
  expect(util.getKeypointIndexByName()).toMatchObject({ nose: 0, left_eye: 1, right_ankle: 16 });
  const { left, right, middle } = util.getKeypointIndexBySide();
  expect([left, right, middle]).toEqual([[1, 3, 5, 7, 9, 11, 13, 15], [2, 4, 6, 8, 10, 12, 14, 16], [0]]);
  expect(util.getAdjacentPairs()).toHaveLength(16);
});
