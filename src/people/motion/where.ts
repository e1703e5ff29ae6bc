// SPDX-License-Identifier: Apache-2.0
import { inWords, refuse } from '../../pose/check.ts';

/** What movement is measured by: what the picture shows, or `keypoints3D`. */
export type Where = 'picture' | 'space';

/** Whether it is space, or else the picture. Throws PoseError `bad-option` for any other word. */
export function isSpace(where: Where): boolean {
  if (where !== 'picture' && where !== 'space') {
    refuse(`movement is to be measured in ${inWords(where)}, expected picture or space`);
  }
  return where === 'space';
}
