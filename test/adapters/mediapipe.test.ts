// SPDX-License-Identifier: Apache-2.0
// What MediaPipe's PoseLandmarker promises, kept by the swarm.
import { afterAll, expect, test } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { FilesetResolver, PoseLandmarker, resultOf } from '../../src/adapters/mediapipe.ts';

const fileset = await FilesetResolver.forVisionTasks();
const image = await PoseLandmarker.createFromOptions(fileset, { numPoses: 4 });
const video = await PoseLandmarker.createFromOptions(fileset, { runningMode: 'VIDEO' });
afterAll(() => {
  image.close();
  video.close();
});

/** Landmarks of BlazePose by number. */
const [NOSE, LEFT_EYE_INNER, LEFT_EYE, LEFT_SHOULDER, LEFT_WRIST, LEFT_INDEX, RIGHT_ANKLE] = [0, 1, 2, 11, 15, 19, 28];

test('33 landmarks a person in shares of the picture; those that nobody looks for are not visible', async () => {
  const picture = await samplePicture('street.jpg');
  const { landmarks, worldLandmarks, poses } = await image.detect(picture);
  expect(landmarks).toHaveLength(4);
  for (const [i, marks] of landmarks.entries()) {
    expect(marks).toHaveLength(33);
    const { keypoints } = poses[i]!;
    for (const [mark, joint] of [
      [NOSE, 0],
      [LEFT_EYE, 1],
      [LEFT_SHOULDER, 5],
      [LEFT_WRIST, 9],
      [RIGHT_ANKLE, 16],
    ] as const) {
      expect(marks[mark]!.x * picture.width).toBeCloseTo(keypoints[joint]!.x);
      expect(marks[mark]!.y * picture.height).toBeCloseTo(keypoints[joint]!.y);
      expect(marks[mark]!.visibility).toBe(keypoints[joint]!.score);
    }
    expect(marks[LEFT_EYE_INNER]).toEqual({ ...marks[LEFT_EYE], visibility: 0 });
    expect(marks[LEFT_INDEX]).toEqual({ ...marks[LEFT_WRIST], visibility: 0 });
    expect(marks.filter(({ visibility }) => visibility > 0)).toHaveLength(17);
    expect([0, 33]).toContain(worldLandmarks[i]!.length);
  }
});

test('landmarks in space are metres from the hips, and depth in the picture is of the measure of x', async () => {
  const picture = await samplePicture('stretching.jpg');
  const { landmarks, worldLandmarks, poses } = await image.detect(picture);
  const [flat, space] = [landmarks[0]!, worldLandmarks[0]!];
  const { keypoints3D = [] } = poses[0]!;
  expect(space[LEFT_WRIST]).toEqual({ ...place(keypoints3D[9]!), visibility: keypoints3D[9]!.score });
  // A person is about as wide and deep as the picture of them is.
  const span = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const [height, depth] = [span(flat.map(({ y }) => y * picture.height)), span(flat.map(({ z }) => z * picture.width))];
  const ratio = span(space.map(({ z }) => z)) / span(space.map(({ y }) => y));
  expect(depth / height).toBeGreaterThan(0.7 * ratio);
  expect(depth / height).toBeLessThan(1.4 * ratio);
});

test('frames of a video keep their people', async () => {
  const picture = await samplePicture('waving.jpg');
  const first = await video.detectForVideo(picture, 0);
  const second = await video.detectForVideo(picture, 40);
  expect(first.landmarks).toHaveLength(1);
  expect(second.poses[0]?.id).toBe(first.poses[0]?.id);
  expect(second.poses[0]?.id).toBeDefined();
  second.close();
});

test('each mode has its call', async () => {
  const picture = await samplePicture('waving.jpg');
  await expect(video.detect(picture)).rejects.toThrow('detect() was called with runningMode VIDEO, expected IMAGE');
  await expect(image.detectForVideo(picture, 0)).rejects.toThrow(
    'detectForVideo() was called with runningMode IMAGE, expected VIDEO',
  );
});

test.each([
  [{ runningMode: 'LIVE_STREAM' as 'VIDEO' }, /^runningMode is "LIVE_STREAM", expected IMAGE or VIDEO/],
  [{ outputSegmentationMasks: true }, /^outputSegmentationMasks is true, expected false/],
  [{ numPoses: 0 }, /^numPoses is 0, expected/],
])('%o is refused', async (options, message) => {
  const refused = { code: 'bad-option', message: expect.stringMatching(message) };
  await expect(PoseLandmarker.createFromOptions(fileset, options)).rejects.toMatchObject(refused);
});

test('limbs join landmarks that are seen; nobody has no landmarks', () => {
  expect(PoseLandmarker.POSE_CONNECTIONS).toContainEqual({ start: 11, end: 13 });
  expect(PoseLandmarker.POSE_CONNECTIONS).toHaveLength(16);
  expect(resultOf([], { width: 4, height: 4 })).toMatchObject({ landmarks: [], worldLandmarks: [], poses: [] });
});

function place({ x, y, z }: { x: number; y: number; z: number }) {
  return { x, y, z };
}
