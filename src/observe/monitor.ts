// SPDX-License-Identifier: Apache-2.0
// What an application measures about itself, frame by frame: rates, percentiles, where the time goes, and the trend of
// the last minutes. Costs microseconds a frame, and nothing that is not measured is in it.
import { mean } from '../pose/mean.ts';

/** Milliseconds that parts of a frame's way took, by name, in the order in which they happened. */
export type Steps = Readonly<Record<string, number>>;

/** The means of one second. */
export interface Second {
  /** Seconds since the monitor began. */
  readonly at: number;
  readonly fps: number;
  /** Mean milliseconds from a frame to its poses. */
  readonly latencyMs: number;
  readonly people: number;
}

export interface Snapshot {
  /** Frames a second over the last seconds with frames, at most `RATE_MS` of them; 0 without frames. */
  readonly fps: number;
  readonly latencyP50: number;
  readonly latencyP99: number;
  /** People in the last frame. */
  readonly people: number;
  readonly frames: number;
  /** Mean milliseconds of each step over the last frames. */
  readonly steps: Steps;
  /** Oldest first; seconds without a frame count 0 frames. */
  readonly trend: readonly Second[];
}

export interface Monitor {
  /**
   * Counts a frame.
   *
   * @param at When its poses were there, milliseconds on any clock that does not go back.
   * @param latencyMs From the frame to its poses.
   */
  frame(at: number, latencyMs: number, people: number, steps: Steps): void;
  /** Frames so far. */
  readonly frames: number;
  /** What is known at this moment of the same clock. */
  snapshot(at: number): Snapshot;
  reset(): void;
}

/** Frames that percentiles and steps are taken over. */
const WINDOW = 240;
/** Milliseconds that the rate is taken over. */
const RATE_MS = 2000;
const SECOND_MS = 1000;
/** Five minutes. */
const TREND = 300;

interface Entry {
  readonly at: number;
  readonly latencyMs: number;
  readonly people: number;
  readonly steps: Steps;
}

export function createMonitor(): Monitor {
  let recent: Entry[] = [];
  let trend: Second[] = [];
  let second: Entry[] = [];
  let began: number | undefined;
  let frames = 0;

  /** Closes the seconds that are over by then. */
  function roll(at: number): void {
    if (began === undefined) return;
    let number = (trend.at(-1)?.at ?? -1) + 1;
    // After a long pause only the last minutes are worth writing down.
    const now = Math.floor((at - began) / SECOND_MS);
    if (now - number > TREND) [number, second] = [now - TREND, []];
    for (; number < now; number++) {
      trend.push({
        at: number,
        fps: second.length,
        latencyMs: mean(second.map(({ latencyMs }) => latencyMs)),
        people: mean(second.map(({ people }) => people)),
      });
      second = [];
    }
    if (trend.length > TREND) trend = trend.slice(-TREND);
  }

  return {
    get frames() {
      return frames;
    },
    frame(at, latencyMs, people, steps) {
      began ??= at;
      roll(at);
      const entry = { at, latencyMs, people, steps };
      second.push(entry);
      recent.push(entry);
      if (recent.length > WINDOW) recent.shift();
      frames++;
    },
    snapshot(at) {
      roll(at);
      const sorted = recent.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
      return {
        fps: rate(recent, at),
        latencyP50: percentile(sorted, 0.5),
        latencyP99: percentile(sorted, 0.99),
        people: recent.at(-1)?.people ?? 0,
        frames,
        steps: meanSteps(recent),
        trend,
      };
    },
    reset() {
      [recent, trend, second, began, frames] = [[], [], [], undefined, 0];
    },
  };
}

function rate(recent: readonly Entry[], now: number): number {
  const inTime = recent.filter(({ at }) => now - at <= RATE_MS);
  const first = inTime[0];
  const last = inTime.at(-1);
  return first && last && last.at > first.at ? ((inTime.length - 1) * 1000) / (last.at - first.at) : 0;
}

/** The smallest value that so great a share of the values does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function meanSteps(recent: readonly Entry[]): Steps {
  const names = Object.keys(recent.at(-1)?.steps ?? {});
  return Object.fromEntries(names.map((name) => [name, mean(recent.map(({ steps }) => steps[name] ?? 0))]));
}
