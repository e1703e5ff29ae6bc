// SPDX-License-Identifier: Apache-2.0
import { createDetector, type Detector, type DetectorOptions } from '../../src/index.ts';
import { randomSwarm } from './random-swarm.ts';

/** A detector of random agents: finds nonsense, at the cost and in the shape of the real one. */
export function randomDetector(options: Omit<DetectorOptions, 'weights'> = {}): Promise<Detector> {
  return createDetector({ weights: randomSwarm(), ...options });
}

/** Grey noise, the same every time. */
export function noisePicture(width: number, height: number): { data: Uint8Array; width: number; height: number } {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0, state = 1; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return { data, width, height };
}
