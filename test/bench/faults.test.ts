// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FAULT_CASES, measureFault } from '../../bench/faults.ts';
import { decodePicture } from '../../cli/images/decode.ts';
import { createDetector } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';

test('a squad that lies costs no picture, is told, and moves the pose by less than its lie', async () => {
  const picture = await decodePicture(fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url)));
  const lies = FAULT_CASES.find(({ fault }) => fault === 'a squad lies')!;
  const line = await measureFault(lies, createDetector, picture, boxOf(0, 0, 420, 512), 0.8);
  expect(line).toMatchObject({ fault: 'a squad lies', lost: 0, recoveryMs: expect.any(Number) });
  expect(line.pictures).toBeGreaterThan(5);
  // 40 px in the crop are some 270 px of the picture.
  expect(line.worstPx).toBeLessThan(100);
});
