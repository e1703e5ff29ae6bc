// SPDX-License-Identifier: Apache-2.0
// The 1 € filter: G. Casiez, N. Roussel, D. Vogel, "1 € Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
// Interactive Systems", CHI 2012, algorithm 1: a low-pass filter whose cutoff rises with the speed.
import { checkKnown, checkNumber } from '../../pose/check.ts';
import { FILTER_FLOATS, type FilterFactory } from './place-filter.ts';

export interface OneEuroParameters {
  /** Cutoff at rest, Hz: lower is steadier. */
  readonly minCutoff: number;
  /** How the cutoff rises with the speed, Hz for one unit of speed: higher lags less. */
  readonly beta: number;
  /** Cutoff of the speed's own low-pass filter, Hz. */
  readonly speedCutoff: number;
  /**
   * Speeds that noise alone feigns count as rest: so many of their standard deviations, which follow from the spread of the
   * votes. 0 is the authors' filter.
   */
  readonly quiet: number;
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

/**
 * One step of the filter: `state` takes on the filtered value, which is returned.
 *
 * @param noise Standard deviation of `value`; counts only where `quiet` is not 0.
 */
export function oneEuroStep(
  state: OneEuroState,
  value: number,
  seconds: number,
  { minCutoff, beta, speedCutoff, quiet }: OneEuroParameters,
  noise = 0,
): number {
  const share = lowPassShare(speedCutoff, seconds);
  const speed = (value - state.value) / seconds;
  state.speed += share * (speed - state.speed);
  // White noise leaves a low-pass filter with share / (2 - share) of its variance.
  const feigned = (noise / seconds) * Math.sqrt(share / (2 - share));
  const cutoff = minCutoff + beta * Math.max(Math.abs(state.speed) - quiet * feigned, 0);
  state.value += lowPassShare(cutoff, seconds) * (value - state.value);
  return state.value;
}

/**
 * The 1 € filter for the keypoints of a person. Speeds are measured in the person's sizes a second, so that the same
 * parameters fit people near and far.
 *
 * @param parameters Each 0 to 1e6; the usual one where it is left out.
 * @throws PoseError `bad-option`.
 */
export function oneEuro(parameters: Partial<OneEuroParameters> = {}): FilterFactory {
  const all = checked(parameters);
  return () => {
    const states: OneEuroState[] = [];
    const inPixels = { ...all };
    let lastMs = Number.NaN;
    return {
      smooth(keypoints, timeMs, size) {
        const seconds = (timeMs - lastMs) / 1000;
        inPixels.beta = all.beta / size;
        for (let i = 0, at = 0; at < keypoints.length; at += FILTER_FLOATS, i += 2) {
          const noise = Math.min(keypoints[at + 3]!, MOST_NOISE * size);
          for (let axis = 0; axis < 2; axis++) {
            const value = keypoints[at + axis]!;
            const state = states[i + axis];
            if (state === undefined) states[i + axis] = { value, speed: 0 };
            else keypoints[at + axis] = oneEuroStep(state, value, seconds, inPixels, noise);
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

function checked(parameters: Partial<OneEuroParameters>): OneEuroParameters {
  checkKnown(parameters, Object.keys(ONE_EURO_DEFAULTS), 'oneEuro');
  const number = (name: keyof OneEuroParameters): number =>
    checkNumber(parameters[name] ?? ONE_EURO_DEFAULTS[name], `oneEuro.${name}`, MOST);
  return {
    minCutoff: number('minCutoff'),
    beta: number('beta'),
    speedCutoff: number('speedCutoff'),
    quiet: number('quiet'),
  };
}

/** Tuned on figures that stand still and step aside, and on the joints of rendered people who walk: see docs/video. */
export const ONE_EURO_DEFAULTS: OneEuroParameters = { minCutoff: 0.25, beta: 15, speedCutoff: 1, quiet: 2.5 };
/** Larger parameters mean nothing more, and come near to what numbers can hold. */
const MOST = 1e6;
/** Votes may scatter wider; a person's movement is not to drown in it. In sizes. */
const MOST_NOISE = 0.03;
