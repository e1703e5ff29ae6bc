// SPDX-License-Identifier: Apache-2.0
// Heads: each reads every channel of a layer and writes one plane. Straight from the message layout, without the copy to
// rows of channels that a library's matrix product would need.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "vectors.h"

namespace poseswarm {

// K pixels of LANES heads. x: the first pixel in the first tile; w [tiles * 16][padded], to: [heads][pixels] planes.
template <int K>
inline void head_pixels(const float* x, int tiles, int64_t pixels, const float* w, int padded, const float* bias,
                        int heads, float* to) {
  vec s[K];
  for (int k = 0; k < K; k++) s[k] = load(bias);
  for (int t = 0; t < tiles; t++)
    for (int i = 0; i < C; i++) {
      const vec row = load(w + (t * C + i) * padded);
      const float* p = x + t * pixels * C + i;
#pragma GCC unroll 8
      for (int k = 0; k < K; k++) s[k] += p[k * C] * row;
    }
  for (int h = 0; h < heads; h++)
    for (int k = 0; k < K; k++) to[h * pixels + k] = s[k][h];
}

// x [N][T][h][w][16], weights [heads][T * 16], bias [heads] -> planes [N][heads][h][w]
inline at::Tensor head_forward(at::Tensor x, at::Tensor weights, at::Tensor bias) {
  const int64_t N = x.size(0), pixels = x.size(2) * x.size(3);
  const int T = x.size(1), H = weights.size(0), padded = (H + LANES - 1) / LANES * LANES;
  const auto w = at::constant_pad_nd(weights.t(), {0, padded - H}).contiguous();
  const auto b = at::constant_pad_nd(bias, {0, padded - H}).contiguous();
  auto out = at::empty({N, H, x.size(2), x.size(3)}, x.options());
  const float *px = x.data_ptr<float>(), *pw = w.data_ptr<float>(), *pb = b.data_ptr<float>();
  float* po = out.data_ptr<float>();
  at::parallel_for(0, N, 1, [&](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; s++)
      for (int first = 0; first < H; first += LANES) {
        const int heads = std::min(LANES, H - first);
        const float* from = px + s * T * pixels * C;
        float* to = po + (s * H + first) * pixels;
        int64_t p = 0;
        for (; p + 8 <= pixels; p += 8)
          head_pixels<8>(from + p * C, T, pixels, pw + first, padded, pb + first, heads, to + p);
        for (; p < pixels; p++)
          head_pixels<1>(from + p * C, T, pixels, pw + first, padded, pb + first, heads, to + p);
      }
  });
  return out;
}

// dw [R][T * 16] of R heads += g [R][pixels] times x [pixels][16], one tile
template <int R>
inline void head_outer(const float* g, const float* x, int64_t pixels, int64_t width, float* dw) {
  for (int c = 0; c < C; c += LANES) {
    vec s[R];
    for (int r = 0; r < R; r++) s[r] = load(dw + r * width + c);
    for (int64_t p = 0; p < pixels; p++) {
      const vec v = load(x + p * C + c);
#pragma GCC unroll 9
      for (int r = 0; r < R; r++) s[r] += g[r * pixels + p] * v;
    }
    for (int r = 0; r < R; r++) store(dw + r * width + c, s[r]);
  }
}

// K pixels of one tile's gradient: every head's g times its weights for that tile
template <int K>
inline void head_input(const float* g, int heads, int64_t pixels, const float* w, int64_t width, float* dx) {
  for (int c = 0; c < C; c += LANES) {
    vec s[K] = {};
    for (int h = 0; h < heads; h++) {
      const vec row = load(w + h * width + c);
#pragma GCC unroll 8
      for (int k = 0; k < K; k++) s[k] += g[h * pixels + k] * row;
    }
    for (int k = 0; k < K; k++) store(dx + k * C + c, s[k]);
  }
}

// -> dx, dweights, dbias for the gradient g of the planes
inline std::vector<at::Tensor> head_backward(at::Tensor g, at::Tensor x, at::Tensor weights) {
  const int64_t N = x.size(0), pixels = x.size(2) * x.size(3), width = weights.size(1);
  const int T = x.size(1), H = weights.size(0), threads = at::get_num_threads();
  auto dx = at::empty_like(x), dw = at::zeros({threads, H, width}, x.options());
  const float *pg = g.data_ptr<float>(), *px = x.data_ptr<float>(), *pw = weights.data_ptr<float>();
  float *pdx = dx.data_ptr<float>(), *pdw = dw.data_ptr<float>();
  at::parallel_for(0, N, (N + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    float* mine = pdw + int64_t(at::get_thread_num()) * H * width;
    for (int64_t s = begin; s < end; s++)
      for (int t = 0; t < T; t++) {
        const float *gs = pg + s * H * pixels, *tile = px + (s * T + t) * pixels * C;
        float* to = pdx + (s * T + t) * pixels * C;
        int h = 0;
        // Nine: a squad's 17 heads are nine and eight.
        for (; h + 9 <= H; h += 9) head_outer<9>(gs + h * pixels, tile, pixels, width, mine + h * width + t * C);
        for (; h + 4 <= H; h += 4) head_outer<4>(gs + h * pixels, tile, pixels, width, mine + h * width + t * C);
        for (; h < H; h++) head_outer<1>(gs + h * pixels, tile, pixels, width, mine + h * width + t * C);
        int64_t p = 0;
        for (; p + 8 <= pixels; p += 8) head_input<8>(gs + p, H, pixels, pw + t * C, width, to + p * C);
        for (; p < pixels; p++) head_input<1>(gs + p, H, pixels, pw + t * C, width, to + p * C);
      }
  });
  return {dx, dw.sum(0), g.sum({0, 2, 3})};
}

}  // namespace poseswarm
