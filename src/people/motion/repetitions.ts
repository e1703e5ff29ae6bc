// SPDX-License-Identifier: Apache-2.0
// Counts how often a signal (the bend of the knees, say) goes down and comes up again.
import { inWords, isWithin, refuse } from '../../pose/check.ts';
import { PoseError } from '../../pose/errors.ts';
import { median } from '../../pose/median.ts';

export interface RepetitionOptions {
  /** Below it the movement is down. */
  readonly low: number;
  /** Above it the movement is up; what lies between changes nothing, so that noise does not count (hysteresis). */
  readonly high: number;
  /** Time constant of the filter before the thresholds, ms; default 80. */
  readonly smoothingMs?: number;
  /** Nobody is down and up again faster, ms; default 300. */
  readonly minMs?: number;
}

/** Where a count stands: plain data, to be kept by the caller and handed in again. */
export interface RepetitionState {
  /** Whole repetitions so far. */
  readonly count: number;
  /** `start` until the signal is up for the first time: half a repetition at the beginning is none. */
  readonly phase: 'start' | 'up' | 'down';
  /** The filtered signal; NaN before the first sample. */
  readonly value: number;
  /** Time stamp of the last sample. */
  readonly timeMs: number;
  /** When it went down last. */
  readonly downMs: number;
  /** The last two samples as they came: a single wrong one among three is outvoted by their median. */
  readonly recent: readonly number[];
}

/** Thresholds in degrees for `meanAngle`, in space or seen from the side. */
export const SQUAT: RepetitionOptions = { low: 120, high: 145 };
/** The same for the elbows: push-ups, curls, presses. */
export const ARM_BEND: RepetitionOptions = { low: 90, high: 140 };

export const NO_REPETITIONS: RepetitionState = {
  count: 0,
  phase: 'start',
  value: Number.NaN,
  timeMs: Number.NEGATIVE_INFINITY,
  downMs: Number.NEGATIVE_INFINITY,
  recent: [],
};

const SMOOTHING_MS = 80;
const MIN_MS = 300;

/**
 * The state after one more sample. A repetition counts when the signal is up again after it was down.
 *
 * Samples may come at any rate, as long as several fall into one repetition. One that is not finite (nobody seen) is
 * left out; so is one at the time of the sample before.
 *
 * @throws PoseError `bad-option` when `low` is not below `high`, a time of the options is not finite or below 0, or time goes
 *     backwards or is not finite.
 */
export function countRepetition(
  state: RepetitionState,
  timeMs: number,
  sample: number,
  options: RepetitionOptions,
): RepetitionState {
  const { low, high, smoothingMs = SMOOTHING_MS, minMs = MIN_MS } = options;
  if (!(low < high)) throw new PoseError('bad-option', `low is ${low}, expected less than high, which is ${high}`);
  checkTime('smoothingMs', smoothingMs);
  checkTime('minMs', minMs);
  if (!(Number.isFinite(timeMs) && timeMs >= state.timeMs)) {
    throw new PoseError('bad-option', `timeMs is ${timeMs}, expected a time not before ${state.timeMs}`);
  }
  if (!Number.isFinite(sample) || timeMs === state.timeMs) return state;
  const middle = median([...state.recent, sample]) ?? sample;
  const keep = Number.isNaN(state.value) ? 0 : Math.exp(-(timeMs - state.timeMs) / smoothingMs);
  const value = keep === 0 ? middle : keep * state.value + (1 - keep) * middle;
  const next = { ...state, value, timeMs, recent: [...state.recent, sample].slice(-2) };
  if (value > high && state.phase !== 'up') {
    const whole = state.phase === 'down' && timeMs - state.downMs >= minMs;
    return { ...next, phase: 'up', count: state.count + (whole ? 1 : 0) };
  }
  if (value < low && state.phase === 'up') return { ...next, phase: 'down', downMs: timeMs };
  return next;
}

function checkTime(name: string, ms: number): void {
  if (!isWithin(ms, 0, Number.MAX_VALUE)) refuse(`${name} is ${inWords(ms)}, expected 0 or more ms`);
}
