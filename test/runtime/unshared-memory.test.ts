// SPDX-License-Identifier: Apache-2.0
// Runtimes that refuse shared memory, or have no WebAssembly at all: the same answers, through the front door.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDetector, type DetectorOptions } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { noisePicture } from '../support/detectors.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { refuseSharedMemory } from '../support/without-shared-memory.ts';

const KERNELS = new URL('../../assets/kernels.wasm', import.meta.url);
const weights = randomSwarm(2);
const picture = noisePicture(320, 240);
const boxes = [boxOf(60, 20, 140, 220)];

async function look(options: DetectorOptions) {
  const detector = await createDetector({ weights, minPoseScore: 0, ...options });
  const found = await detector.estimatePoses(picture, { boxes });
  const { info } = detector;
  detector.dispose();
  return { info, found, codes: info.degraded.map(({ code }) => code) };
}

describe('where shared memory is refused', () => {
  let allow: () => void;
  beforeEach(() => {
    allow = refuseSharedMemory();
  });
  afterEach(() => allow());

  test.each(['wasm-simd', 'js'] as const)('tier %s gives the same poses bit by bit, which is told', async (tier) => {
    const unshared = await look({ tier });
    allow();
    const shared = await look({ tier });
    expect(unshared.found).toEqual(shared.found);
    expect([unshared.info.tier, unshared.info.sharedMemory, unshared.codes]).toEqual([tier, false, ['copied-memory']]);
    expect([shared.info.sharedMemory, shared.codes]).toEqual([true, []]);
  });

  test('the best tier runs', async () => {
    const { info } = await look({});
    expect(info.tier).toMatch(/^wasm/);
    expect(info.degraded).toEqual([
      { code: 'copied-memory', message: expect.stringMatching(/^this runtime refuses shared memory/) },
    ]);
  });

  test('a module that was compiled for shared memory gives way to scalar kernels', async () => {
    const { codes } = await look({ wasm: new WebAssembly.Module(readFileSync(KERNELS)) });
    expect(codes).toEqual(['no-kernels', 'copied-memory']);
  });
});

test('without WebAssembly scalar kernels run', async () => {
  const { found } = await look({ tier: 'js' });
  vi.stubGlobal('WebAssembly', undefined);
  const without = await look({});
  vi.unstubAllGlobals();
  expect(without.found).toEqual(found);
  expect([without.info.tier, without.codes]).toEqual(['js', ['no-simd', 'copied-memory']]);
});
