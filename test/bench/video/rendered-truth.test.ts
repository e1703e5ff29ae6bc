// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clipAccuracy, readRenderedTruth } from '../../../bench/video/rendered-truth.ts';
import { standing } from '../../support/figures.ts';

test('a rendered clip’s file tells tracks and joints; who finds them all has an average precision of 1', async () => {
  const pose = standing({ x: 200, y: 350, height: 300 });
  const annotation = {
    ...{ id: 7, image_id: 1, category_id: 1, track_id: 4, iscrowd: 0, area: 9000, num_keypoints: 17 },
    bbox: [170, 100, 60, 100],
    keypoints: pose.keypoints.flatMap(({ x, y }) => [x, y, 2]),
  };
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-truth-'));
  try {
    const path = join(folder, 'clip.json');
    const images = [{ id: 1, file_name: 'clip.mp4', width: 400, height: 400 }];
    await writeFile(path, JSON.stringify({ images, annotations: [annotation] }));
    const truth = await readRenderedTruth(path);
    const [person] = truth.tracks.get(1) ?? [];
    expect(person).toMatchObject({ id: 4, ignored: false });
    // Round the joints, too, of which the box of what is seen leaves out some.
    expect(person!.box.yMax).toBeCloseTo(350 - 0.05 * 300, 6);
    expect(clipAccuracy([{ index: 0, timeMs: 0, poses: [pose] }], truth)).toBeCloseTo(1, 6);
  } finally {
    await rm(folder, { recursive: true });
  }
});
