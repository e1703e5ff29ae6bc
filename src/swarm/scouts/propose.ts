// SPDX-License-Identifier: Apache-2.0
// The scout's planes of logits into people. Pure functions over arrays that are made once.

/** Regions a side of the grid that a map is divided into (the seed's 8x8). */
export const REGION_GRID = 8;
/** Most people that one region may propose. */
export const PER_REGION = 4;
/** Distances are clamped to this many input sides, so that a wild number stays a number. */
const MOST_SIDES = 4;

/** A list that is filled anew for every picture; `count` entries are valid. */
export interface Proposals {
  count: number;
  readonly score: Float32Array;
  /** [capacity][4] = left, top, right, bottom. */
  readonly box: Float32Array;
}

export function createProposals(capacity: number): Proposals {
  return { count: 0, score: new Float32Array(capacity), box: new Float32Array(capacity * 4) };
}

export function addProposal(list: Proposals, score: number, x0: number, y0: number, x1: number, y1: number): void {
  if (list.count >= list.score.length) return;
  list.score[list.count] = score;
  list.box[list.count * 4] = x0;
  list.box[list.count * 4 + 1] = y0;
  list.box[list.count * 4 + 2] = x1;
  list.box[list.count * 4 + 3] = y1;
  list.count++;
}

/** The strongest cells of each region; reused from picture to picture. */
export interface RegionSlots {
  readonly used: Uint8Array;
  readonly cell: Int32Array;
  readonly logit: Float32Array;
}

export function createRegionSlots(): RegionSlots {
  const regions = REGION_GRID * REGION_GRID;
  return {
    used: new Uint8Array(regions),
    cell: new Int32Array(regions * PER_REGION),
    logit: new Float32Array(regions * PER_REGION),
  };
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The region of the grid, 0..7, in which cell `i` of `cells` lies. */
export function regionOf(i: number, cells: number): number {
  return Math.min(Math.floor((i * REGION_GRID) / cells), REGION_GRID - 1);
}

/**
 * Adds to `list` the people of a map: cells whose centre probability is above `threshold` and a peak of their 3x3
 * neighbourhood, at most `PER_REGION` a region.
 *
 * @param planes f32 [5][height][width]: centre logit, then log(distance / stride) to left, top, right, bottom.
 * @param stride Input px a cell. Boxes are written in input px.
 */
export function proposePeople(
  planes: Float32Array,
  width: number,
  height: number,
  stride: number,
  threshold: number,
  slots: RegionSlots,
  list: Proposals,
): void {
  slots.used.fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isPeak(planes, width, height, x, y) || !(sigmoid(planes[y * width + x] ?? 0) > threshold)) continue;
      keepStrongest(
        slots,
        regionOf(y, height) * REGION_GRID + regionOf(x, width),
        y * width + x,
        planes[y * width + x] ?? 0,
      );
    }
  }
  const most = Math.max(width, height) * stride * MOST_SIDES;
  for (let region = 0; region < slots.used.length; region++) {
    for (let i = 0; i < (slots.used[region] ?? 0); i++) {
      const cell = slots.cell[region * PER_REGION + i] ?? 0;
      const cx = ((cell % width) + 0.5) * stride;
      const cy = (Math.floor(cell / width) + 0.5) * stride;
      const x0 = cx - distance(1, cell);
      const y0 = cy - distance(2, cell);
      const x1 = cx + distance(3, cell);
      const y1 = cy + distance(4, cell);
      if (Number.isFinite(x0 + y0 + x1 + y1)) {
        addProposal(list, sigmoid(slots.logit[region * PER_REGION + i] ?? 0), x0, y0, x1, y1);
      }
    }
  }

  function distance(plane: number, cell: number): number {
    return Math.min(stride * Math.exp(planes[plane * width * height + cell] ?? Number.NaN), most);
  }
}

/** Whether a cell is at least its neighbours; of equal ones the first is the peak. NaN never is. */
function isPeak(plane: Float32Array, width: number, height: number, x: number, y: number): boolean {
  const own = plane[y * width + x] ?? Number.NaN;
  if (Number.isNaN(own)) return false;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const nx = x + dx;
      const ny = y + dy;
      if ((dx === 0 && dy === 0) || nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
      const other = plane[ny * width + nx] ?? Number.NaN;
      const earlier = dy < 0 || (dy === 0 && dx < 0);
      if (other > own || (earlier && other === own)) return false;
    }
  }
  return true;
}

function keepStrongest({ used, cell, logit }: RegionSlots, region: number, at: number, value: number): void {
  const first = region * PER_REGION;
  const count = used[region] ?? 0;
  let slot = first + count;
  if (count === PER_REGION) {
    slot = first;
    for (let i = first + 1; i < first + PER_REGION; i++) if ((logit[i] ?? 0) < (logit[slot] ?? 0)) slot = i;
    if (!(value > (logit[slot] ?? 0))) return;
  } else {
    used[region] = count + 1;
  }
  cell[slot] = at;
  logit[slot] = value;
}
