// SPDX-License-Identifier: Apache-2.0
// What gates need of whole tiles: their means, the gated tiles, and the gradients of both.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <vector>

#include "vectors.h"

namespace poseswarm {

// f(first float of a tile, its channels' first place in [N][n][16], floats of a tile) for every tile of [N][n][h][w][16]
template <typename F>
inline void each_tile(const at::Tensor& x, F f) {
  const int64_t tiles = x.size(0) * x.size(1), size = x.size(2) * x.size(3) * C;
  at::parallel_for(0, tiles, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++) f(k * size, k * C, size);
  });
}

// x [N][n][h][w][16] -> means [N][n][16]
inline at::Tensor gate_means(at::Tensor x) {
  auto means = at::empty({x.size(0), x.size(1), C}, x.options());
  const float* px = x.data_ptr<float>();
  float* pm = means.data_ptr<float>();
  each_tile(x, [&](int64_t at, int64_t to, int64_t size) {
    for (int c = 0; c < C; c += LANES) {
      vec s = {};
      for (int64_t i = c; i < size; i += C) s += load(px + at + i);
      store(pm + to + c, s * (float(C) / float(size)));
    }
  });
  return means;
}

// x * gates [N][n][16]
inline at::Tensor gate_apply(at::Tensor x, at::Tensor gates) {
  auto out = at::empty_like(x);
  const float *px = x.data_ptr<float>(), *pg = gates.data_ptr<float>();
  float* po = out.data_ptr<float>();
  each_tile(x, [&](int64_t at, int64_t to, int64_t size) {
    for (int c = 0; c < C; c += LANES) {
      const vec g = load(pg + to + c);
      for (int64_t i = c; i < size; i += C) store(po + at + i, load(px + at + i) * g);
    }
  });
  return out;
}

// The gradient of the gates [N][n][16]: the sum of d * x over each tile.
inline at::Tensor gate_products(at::Tensor d, at::Tensor x) {
  auto sums = at::empty({x.size(0), x.size(1), C}, x.options());
  const float *pd = d.data_ptr<float>(), *px = x.data_ptr<float>();
  float* ps = sums.data_ptr<float>();
  each_tile(x, [&](int64_t at, int64_t to, int64_t size) {
    for (int c = 0; c < C; c += LANES) {
      vec s = {};
      for (int64_t i = c; i < size; i += C) s += load(pd + at + i) * load(px + at + i);
      store(ps + to + c, s);
    }
  });
  return sums;
}

// The gradient of x: d * gates + offsets, both [N][n][16].
inline at::Tensor gate_input(at::Tensor d, at::Tensor gates, at::Tensor offsets) {
  auto dx = at::empty_like(d);
  const float *pd = d.data_ptr<float>(), *pg = gates.data_ptr<float>(), *po = offsets.data_ptr<float>();
  float* px = dx.data_ptr<float>();
  each_tile(d, [&](int64_t at, int64_t to, int64_t size) {
    for (int c = 0; c < C; c += LANES) {
      const vec g = load(pg + to + c), o = load(po + to + c);
      for (int64_t i = c; i < size; i += C) store(px + at + i, load(pd + at + i) * g + o);
    }
  });
  return dx;
}

}  // namespace poseswarm
