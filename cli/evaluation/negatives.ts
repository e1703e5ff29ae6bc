// SPDX-License-Identifier: Apache-2.0
import type { Detector } from '../../src/index.ts';
import { DEFAULT_MAX_POSES, findPoses } from '../detector.ts';
import { decodePicture } from '../images/decode.ts';
import { listPictures } from '../images/list.ts';
import { type Io, sentence } from '../io.ts';

/** Scores of everybody who was found in pictures of nobody. */
export interface FalsePeople {
  readonly images: number;
  /** Pictures, or the folder, that could not be read. */
  readonly failed: number;
  readonly scores: readonly number[];
}

/** Looks for people in a folder of pictures with nobody in them. Pictures that cannot be read are named and left out. */
export async function findFalsePeople(detector: Detector, folder: string, io: Pick<Io, 'note'>): Promise<FalsePeople> {
  const { files, problems } = await listPictures([folder]);
  for (const problem of problems) io.note(`poseswarm: ${problem}`);
  const scores: number[] = [];
  let images = 0;
  for (const file of files) {
    try {
      const { poses } = await findPoses(detector, await decodePicture(file), DEFAULT_MAX_POSES);
      scores.push(...poses.map(({ score }) => score));
      images += 1;
    } catch (error) {
      io.note(`poseswarm: ${file}: ${sentence(error)}`);
    }
  }
  return { images, failed: problems.length + files.length - images, scores };
}
