// SPDX-License-Identifier: Apache-2.0
// Kalman filters of moving points (Kalman 1960): each has a place and a speed; accelerations are white noise, and x and y
// share one covariance, for they move and are measured alike.

/** Points in picture px, speeds in px/s; the covariance of place and speed, per axis. */
export interface MovingPoints {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  /** Variance of the place, px². */
  readonly placeVariance: Float64Array;
  /** Covariance of place and speed, px²/s. */
  readonly crossVariance: Float64Array;
  /** Variance of the speed, px²/s². */
  readonly speedVariance: Float64Array;
}

export function createMovingPoints(count: number): MovingPoints {
  const zeros = (): Float64Array => new Float64Array(count);
  return {
    count,
    x: zeros(),
    y: zeros(),
    vx: zeros(),
    vy: zeros(),
    placeVariance: zeros(),
    crossVariance: zeros(),
    speedVariance: zeros(),
  };
}

/** Point `i` is seen for the first time, or anew: its speed is whatever `speedVariance` allows. */
export function startPoint(
  points: MovingPoints,
  i: number,
  x: number,
  y: number,
  placeVariance: number,
  speedVariance: number,
): void {
  points.x[i] = x;
  points.y[i] = y;
  points.vx[i] = 0;
  points.vy[i] = 0;
  points.placeVariance[i] = placeVariance;
  points.crossVariance[i] = 0;
  points.speedVariance[i] = speedVariance;
}

/**
 * Moves point `i` on by `seconds`.
 *
 * @param noise Spectral density of the acceleration, px²/s³: the speed's variance grows by so much a second.
 */
export function movePoint(points: MovingPoints, i: number, seconds: number, noise: number): void {
  const { x, y, vx, vy, placeVariance, crossVariance, speedVariance } = points;
  const [pp, pv, vv] = [placeVariance[i]!, crossVariance[i]!, speedVariance[i]!];
  x[i] = x[i]! + vx[i]! * seconds;
  y[i] = y[i]! + vy[i]! * seconds;
  // F P F' + Q with F = [1 t; 0 1] and Q = noise [t³/3 t²/2; t²/2 t].
  placeVariance[i] = pp + seconds * (2 * pv + seconds * (vv + (noise * seconds) / 3));
  crossVariance[i] = pv + seconds * (vv + (noise * seconds) / 2);
  speedVariance[i] = vv + noise * seconds;
}

/** Point `i` was measured at (x, y), with this variance per axis, px². */
export function correctPoint(points: MovingPoints, i: number, x: number, y: number, variance: number): void {
  const [pp, pv, vv] = [points.placeVariance[i]!, points.crossVariance[i]!, points.speedVariance[i]!];
  const placeGain = pp / (pp + variance);
  const speedGain = pv / (pp + variance);
  const dx = x - points.x[i]!;
  const dy = y - points.y[i]!;
  points.x[i] = points.x[i]! + placeGain * dx;
  points.y[i] = points.y[i]! + placeGain * dy;
  points.vx[i] = points.vx[i]! + speedGain * dx;
  points.vy[i] = points.vy[i]! + speedGain * dy;
  points.placeVariance[i] = pp * (1 - placeGain);
  points.crossVariance[i] = pv * (1 - placeGain);
  points.speedVariance[i] = vv - speedGain * pv;
}
