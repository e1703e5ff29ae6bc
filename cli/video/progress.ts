// SPDX-License-Identifier: Apache-2.0
import type { Io } from '../io.ts';

export interface Progress {
  /** So many are done. */
  at(count: number): void;
  /** Leaves the last state standing. */
  end(): void;
}

const BAR = 24;
/** A terminal's line is renewed this often, ms; without a terminal a line is written every tenth of the way. */
const RENEW_MS = 250;

/**
 * Tells how far a long run is, how fast it goes, and when it will be done.
 *
 * @param total Frames altogether; undefined when unknown.
 * @param first The frame to begin with: what was done before does not count for the speed.
 * @param unit What is counted.
 */
export function createProgress(
  io: Io,
  total: number | undefined,
  first: number,
  now = () => performance.now(),
  unit = 'frames',
): Progress {
  let start = now();
  let told = Number.NEGATIVE_INFINITY;
  let tenth = total === undefined ? 0 : Math.floor((first / total) * 10);
  let frames = first;
  return {
    at(done) {
      if (done <= first) {
        start = now();
        return;
      }
      frames = done;
      if (io.status) {
        if (now() - told < RENEW_MS) return;
        told = now();
        io.status(line(frames, total, first, now() - start, unit));
      } else if (total !== undefined && Math.floor((frames / total) * 10) > tenth) {
        tenth = Math.floor((frames / total) * 10);
        io.note(line(frames, total, first, now() - start, unit));
      }
    },
    end() {
      if (io.status) io.note(line(frames, total, first, now() - start, unit));
    },
  };
}

/** One line of progress: `[####----] 120/600 frames  31.4 frames/s  16 s left`. */
export function line(done: number, total: number | undefined, first: number, ms: number, unit = 'frames'): string {
  const perSecond = ms > 0 ? ((done - first) * 1000) / ms : 0;
  const speed = `${perSecond.toFixed(1)} ${unit}/s`;
  if (total === undefined) return `${done} ${unit}  ${speed}`;
  const share = Math.min(done / total, 1);
  const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '-');
  const left = perSecond > 0 ? `  ${duration(Math.max(total - done, 0) / perSecond)} left` : '';
  return `[${bar}] ${done}/${total} ${unit}  ${speed}${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
