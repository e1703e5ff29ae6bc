// SPDX-License-Identifier: Apache-2.0
// The 1 € filter: G. Casiez, N. Roussel, D. Vogel, "1 € Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
// Interactive Systems", CHI 2012, algorithm 1: a low-pass filter whose cutoff rises with the speed.
import { FILTER_FLOATS, type FilterFactory } from './place-filter.ts';

export interface OneEuroParameters {
  /** Cutoff at rest, Hz: lower is steadier. */
  readonly minCutoff: number;
  /** How the cutoff rises with the speed, Hz for one unit of speed: higher lags less. */
  readonly beta: number;
  /** Cutoff of the speed's own low-pass filter, Hz. */
  readonly speedCutoff: number;
}

/** What the filter keeps of one number. */
export interface OneEuroState {
  value: number;
  /** Filtered speed, units a second. */
  speed: number;
}

/** Weight of a new value in a low-pass filter of this cutoff (Hz) when `seconds` passed since the one before. */
export function lowPassShare(cutoff: number, seconds: number): number {
  const radians = 2 * Math.PI * cutoff * seconds;
  return radians / (radians + 1);
}

/** One step of the filter: `state` takes on the filtered value, which is returned. */
export function oneEuroStep(
  state: OneEuroState,
  value: number,
  seconds: number,
  { minCutoff, beta, speedCutoff }: OneEuroParameters,
): number {
  const speed = (value - state.value) / seconds;
  state.speed += lowPassShare(speedCutoff, seconds) * (speed - state.speed);
  const cutoff = minCutoff + beta * Math.abs(state.speed);
  state.value += lowPassShare(cutoff, seconds) * (value - state.value);
  return state.value;
}

/**
 * The 1 € filter for the keypoints of a person. Speeds are measured in the person's sizes a second, so that the same
 * parameters fit people near and far.
 */
export function oneEuro(parameters: Partial<OneEuroParameters> = {}): FilterFactory {
  const all = { ...ONE_EURO_DEFAULTS, ...parameters };
  return () => {
    const states: OneEuroState[] = [];
    let lastMs = Number.NaN;
    return {
      smooth(keypoints, timeMs, size) {
        const seconds = (timeMs - lastMs) / 1000;
        const beta = all.beta / size;
        for (let i = 0, at = 0; at < keypoints.length; at += FILTER_FLOATS, i += 2) {
          for (let axis = 0; axis < 2; axis++) {
            const value = keypoints[at + axis]!;
            const state = states[i + axis];
            if (state === undefined) states[i + axis] = { value, speed: 0 };
            else keypoints[at + axis] = oneEuroStep(state, value, seconds, { ...all, beta });
          }
        }
        lastMs = timeMs;
      },
      scale(sx, sy) {
        for (const [i, state] of states.entries()) {
          state.value *= i % 2 === 0 ? sx : sy;
          state.speed *= i % 2 === 0 ? sx : sy;
        }
      },
    };
  };
}

/** Tuned on still and stepping figures: see docs/video. */
export const ONE_EURO_DEFAULTS: OneEuroParameters = { minCutoff: 0.35, beta: 6, speedCutoff: 2 };
