// SPDX-License-Identifier: Apache-2.0
// The contract of every kernel, written once; assembly/ and ./scalar/ implement it, and twin tests hold them together.
//
// Common rules. A pointer is a byte offset into the one memory, 16-byte aligned; numbers are f32 unless said. Kernels
// own no memory, keep nothing between calls and check nothing: whoever lays out the memory answers for the bounds.
// Inputs and outputs must not overlap unless said. A message tile is [y][x][16]; a layer of T tiles is T tiles one after
// the other; quad k of a layer is channels (k & 3) * 4 .. + 3 of tile k >> 2. ReLU turns NaN into 0, so that one broken
// agent cannot spread NaN through the mesh.

/** Bytes that `resample_rgba` needs at `scratch`: 16 a tap record and a strip of 1024 pixels. */
export function resampleScratchBytes(dstW: number, dstH: number): number {
  return (dstW + dstH) * 16 + 1024 * 16;
}

/** Bytes that `run_agents` needs at `scratch`: a source row of zeros and a block of at least one output row. */
export function agentScratchBytes(w: number, stride: number): number {
  return w * 64 + Math.max(Math.ceil(w / stride) * 64, 8192);
}

/** Bytes that `gate_f32` needs at `scratch`: a mean for each channel. */
export function gateScratchBytes(agents: number): number {
  return agents * 64;
}

/** Bytes that `depthwise3x3_f32_16` needs at `scratch`: a source row of zeros. */
export function depthwiseScratchBytes(w: number): number {
  return w * 64;
}

/** Bytes that `consensus_f32` needs at `scratch`: seven lists of f64. */
export function consensusScratchBytes(squads: number): number {
  return squads * 56;
}

/** f32 numbers of one record of `decode_f32`. */
export const DECODE_RECORD = 36;
/** f32 numbers of one record of `consensus_f32`. */
export const CONSENSUS_RECORD = 8;
/** f32 weights of one agent of `run_agents`: depthwise [9][16], pointwise [16 in][16 out], bias [16]. */
export const AGENT_WEIGHTS = 416;
/** f32 weights of one agent of `gate_f32`: squeeze [2][16], excite [2][16], bias [16]. */
export const GATE_WEIGHTS = 80;
/** f32 weights of one agent of `stem_f32`: [ky 3][kx 3][rgb 3][16 out], bias [16]. */
export const STEM_WEIGHTS = 448;
/** f32 weights of one net of `assess_f32` and of one refiner: W1 [7 out][7 in], b1 [7], w2 [7], b2; or 32 for x, 32 for y. */
export const SMALL_WEIGHTS = 64;

export interface Kernels {
  /**
   * A rectangle of an RGBA8 picture as [dstH][dstW][4] = r, g, b in 0..1 and 0.
   *
   * The rectangle is in source pixels (pixel i spans [i, i + 1)) and may leave the picture: outside is black. Separable;
   * along an axis with a step s of one source pixel or more an output is the exact area mean over [x0 + i s,
   * x0 + (i + 1) s), below it is the linear interpolation at the output's centre. `mirror` other than 0 writes the columns
   * flipped. A rectangle that is not finite or has no area gives zeros. `src` is 4-byte aligned; `scratch` as
   * `resampleScratchBytes` says.
   */
  resample_rgba(
    src: number,
    srcW: number,
    srcH: number,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    dst: number,
    dstW: number,
    dstH: number,
    mirror: number,
    scratch: number,
  ): void;

  /** [h][w][4] to [h / 2][w / 2][4], each the mean of 2 x 2 pixels. `w` and `h` are even. */
  reduce_half(src: number, w: number, h: number, dst: number): void;

  /**
   * In place, `count` pixels [4]: v = (v - black) * gain by channel, clamped to 0..1, NaN becomes 0; then the shadows are lifted:
   * v / (1 - lift + lift v), which keeps 0 and 1 and makes black 1 / (1 - lift) times as steep. Schlick's stand-in for a power
   * (Graphics Gems IV, 1994, "Fast Alternatives to Perlin's Bias and Gain Functions"). `lift` is at least 0 and less than 1.
   * Lane 3 becomes 0.
   */
  tone_f32(
    pixels: number,
    count: number,
    blackR: number,
    blackG: number,
    blackB: number,
    gainR: number,
    gainG: number,
    gainB: number,
    lift: number,
  ): void;

  /**
   * [h][w][4] pixels (lane 3 ignored) through a 3x3 convolution with stride 2 and pad 1, bias and ReLU: agents
   * first .. first + count - 1 write their tiles of [ceil(h / 2)][ceil(w / 2)][16]. Agent a's weights begin at
   * `weights` + a * 448 * 4. Output (ox, oy) reads input 2 ox - 1 .. 2 ox + 1.
   */
  stem_f32(src: number, w: number, h: number, dst: number, weights: number, first: number, count: number): void;

  /**
   * Depthwise 3x3, pad 1, no bias, stride 1 or 2: `reads` are four u32 quads of the source layer (w x h), `weights`
   * [9][16]; writes one tile of [ceil(h / stride)][ceil(w / stride)][16].
   */
  depthwise3x3_f32_16(
    src: number,
    w: number,
    h: number,
    stride: number,
    reads: number,
    dst: number,
    weights: number,
    scratch: number,
  ): void;

  /**
   * y = W x + b (+ the residual tile when `residual` is not 0), then ReLU when `relu` is not 0; weights [16 in][16 out].
   * `dst` may be `src` or `residual`.
   */
  pointwise_f32_16(
    src: number,
    pixels: number,
    dst: number,
    weights: number,
    bias: number,
    residual: number,
    relu: number,
  ): void;

  /**
   * A layer: each agent first .. first + count - 1 does `depthwise3x3_f32_16` (reads at `reads` + a * 16) and
   * `pointwise_f32_16` with ReLU into tile a of `dst`, with tile a of `residual` when that is not 0. Agent a's weights
   * begin at `weights` + a * 416 * 4. `scratch` as `agentScratchBytes` says.
   */
  run_agents(
    src: number,
    w: number,
    h: number,
    stride: number,
    reads: number,
    dst: number,
    weights: number,
    residual: number,
    scratch: number,
    first: number,
    count: number,
  ): void;

  /**
   * In place: each agent's tile times its 16 gates, which depend on the means m of all tiles (squeeze and excite, arXiv
   * 1709.01507): gate = 1 + bias + excite . (squeeze . the four quads of m that the agent reads), clamped to 0..2, NaN
   * becomes 0. `reads` are four u32 quads an agent; agent a's weights begin at `weights` + a * 80 * 4. `scratch` as
   * `gateScratchBytes` says.
   */
  gate_f32(tiles: number, pixels: number, reads: number, weights: number, scratch: number, count: number): void;

  /**
   * Tile t of `dst` (w x h) = tile t of `skip` + the sum over k < per of deep tile adds[t * per + k], each doubled in size
   * by repetition; the deep layer is ceil(w / 2) x ceil(h / 2), `adds` are u32. `dst` may be `skip`.
   */
  join_f32(
    skip: number,
    deep: number,
    adds: number,
    per: number,
    dst: number,
    w: number,
    h: number,
    tiles: number,
  ): void;

  /** dst[head][pixel] = bias[head] + the sum over the channels c of all tiles of weights[head][c] * x_c(pixel). */
  heads_f32(
    src: number,
    pixels: number,
    tiles: number,
    dst: number,
    weights: number,
    bias: number,
    heads: number,
  ): void;

  /**
   * In place: plane j of `heat` (w x h) += the sum over k < per of region plane reads[j * per + k] (ceil(w / 2) x
   * ceil(h / 2)), doubled in size by repetition. `reads` are u32.
   */
  attend_f32(heat: number, w: number, h: number, joints: number, regions: number, reads: number, per: number): void;

  /**
   * Softmax over each plane (w x h) and where its mass is: one record of `DECODE_RECORD` numbers a joint.
   *
   * The peak is the first maximum; the window is the 5 x 5 cells round it, 0 outside the plane. 0, 1: x, y, the
   * mass-weighted mean of the window's cell centres, in cells (the centre of cell i is i + 0.5); 2: mass, the window's
   * sum of probabilities; 3: the peak's probability; 4..28: window / mass, row by row; 29, 30: x and y minus the peak's
   * centre; 31: mass; 32: peak; 33: x / w; 34: y / h; 35: 1. A logit NaN counts as -Infinity and +Infinity as the
   * largest number; a plane of -Infinity has x = w / 2, y = h / 2 and zeros (but for 33..35).
   */
  decode_f32(heat: number, w: number, h: number, joints: number, dst: number): void;

  /**
   * In place on decode records: x += weights[j][0..31] . record[4..35], y += weights[j][32..63] . record[4..35], each
   * move clamped to one cell. Where the dot product is NaN nothing moves.
   */
  refine_f32(records: number, weights: number, joints: number): void;

  /**
   * `count` nets 7 -> 7 -> 1 of 64 weights each: dst[i] = sigmoid(w2 . relu(W1 f + b1) + b2), NaN becomes 0. The features
   * of net i are the first 7 of 8 numbers at `features` + i * 32.
   */
  assess_f32(features: number, weights: number, count: number, dst: number): void;

  /**
   * Votes [squad][joint][4] = x, y, confidence, sharpness, in crop pixels, to one record of `CONSENSUS_RECORD` a joint.
   *
   * `weights` are the squads' reputations (0, negative and NaN: silent; at most 1 counts). A vote that is not finite or
   * beyond 1e6 or without sharpness (not > 0: it abstains) is dropped, the others of squads that are not silent are live. The centre is the median per
   * coordinate of the live votes; a vote agrees when its distance is at most 2.5 * 1.4826 * median distance, or `floor` where that is
   * more, or `ceiling` where that is less; when none does, the nearest agrees. Rule 1 takes the Krum winner (least sum of
   * distances to its max(1, n - f - 2) nearest, f = floor((n - 1) / 3); of equals the surest) as the centre instead, when
   * the two are further apart than 0.7 * max(median distance, floor / 2.5). Confidence is clamped to 0..1 and weighs
   * nothing else before the gate.
   *
   * 0, 1: x, y, the mean of the agreeing votes, weighted by reputation * max(confidence, 0.05) * min(sharpness, 64); 2: score = sum of
   * reputation * confidence of the agreeing / live reputation; 3: spread, the rms distance of the agreeing to (x, y);
   * 4: dissent, the gated-out share of the live reputation; 5: accepted, 1 when the agreeing hold at least 0.66 of the
   * reputation of all squads that do not abstain, else 0; 6: live votes; 7: 0. Without live votes zeros, and dissent 1.
   */
  consensus_f32(
    votes: number,
    squads: number,
    joints: number,
    weights: number,
    dst: number,
    floor: number,
    ceiling: number,
    rule: number,
    scratch: number,
  ): void;

  /**
   * `count` keypoints [x, y, confidence, spare]: where the current confidence is above `threshold`, dst = alpha *
   * current + (1 - alpha) * previous, else dst = previous. `dst` may be either input. Only the confidence is checked
   * (NaN does not pass): what `consensus_f32` writes is finite.
   */
  smooth_f32(current: number, previous: number, dst: number, count: number, alpha: number, threshold: number): void;
}

/** The exports that a kernel module must have; a test compares the list with the interface's implementations. */
export const KERNEL_NAMES = [
  'resample_rgba',
  'reduce_half',
  'tone_f32',
  'stem_f32',
  'depthwise3x3_f32_16',
  'pointwise_f32_16',
  'run_agents',
  'gate_f32',
  'join_f32',
  'heads_f32',
  'attend_f32',
  'decode_f32',
  'refine_f32',
  'assess_f32',
  'consensus_f32',
  'smooth_f32',
] as const satisfies readonly (keyof Kernels)[];
