// SPDX-License-Identifier: Apache-2.0
// Runs inside a page of the bench's own server: detectors one after the other, each until its first pose.
import { createDetector } from '../../src/index.ts';
import type { BenchPicture } from '../workload.ts';

/** Milliseconds from the call of `createDetector` to the first pose of each of `count` detectors, one after the other. */
export async function firstPosesInPage(width: number, height: number, count: number): Promise<number[]> {
  const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
  const picture: BenchPicture = { data, width, height };
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const detector = await createDetector();
    await detector.estimatePoses(picture);
    all.push(performance.now() - start);
    detector.dispose();
  }
  return all;
}
