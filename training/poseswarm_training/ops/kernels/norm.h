// SPDX-License-Identifier: Apache-2.0
// Batch normalisation, residual and ReLU, cut into the parts that the layers run while a tile is in cache.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "vectors.h"

namespace poseswarm {

// Sums of two values a channel for every picture and tile, [N][2][n][16]: float within a tile, double across.
struct Sums {
  int64_t pictures, tiles;
  std::vector<float> values;

  Sums(int64_t pictures, int64_t tiles) : pictures(pictures), tiles(tiles), values(pictures * 2 * tiles * C, 0.f) {}
  float* of(int64_t picture, int64_t tile, int which) {
    return values.data() + ((picture * 2 + which) * tiles + tile) * C;
  }
  // Totals [2][n][16]
  std::vector<double> total() const {
    const int64_t size = 2 * tiles * C;
    std::vector<double> sums(size, 0.0);
    for (int64_t k = 0; k < pictures; k++)
      for (int64_t i = 0; i < size; i++) sums[i] += values[k * size + i];
    return sums;
  }
};

inline void add_moments(const float* y, int64_t pixels, float* sum, float* square) {
  for (int c = 0; c < C; c += LANES) {
    vec s = load(sum + c), q = load(square + c);
    for (int64_t i = 0; i < pixels; i++) {
      const vec v = load(y + i * C + c);
      s += v;
      q += v * v;
    }
    store(sum + c, s);
    store(square + c, q);
  }
}

// out = ReLU(y * scale + shift (+ residual))
inline void affine_relu(const float* y, const float* scale, const float* shift, const float* residual, int64_t pixels,
                        float* out) {
  for (int c = 0; c < C; c += LANES) {
    const vec a = load(scale + c), b = load(shift + c);
    for (int64_t i = c; i < pixels * C; i += C) {
      const vec v = load(y + i) * a + b;
      store(out + i, positive(residual ? v + load(residual + i) : v));
    }
  }
}

// Mean and inverse deviation [n][16] of a layer, and its result.
struct Normalised {
  at::Tensor out, mean, inverse;
};

// Finishes a layer forward: y [N][n][...][16], its moments, residual like y or null.
inline Normalised normalise(const at::Tensor& y, const Sums& moments, const at::Tensor& gamma,
                            const at::Tensor& beta, const float* residual, double eps) {
  const int64_t N = moments.pictures, n = moments.tiles, pixels = y.numel() / (N * n * C);
  const auto total = moments.total();
  Normalised result{at::empty_like(y), at::empty_like(gamma), at::empty_like(gamma)};
  float *mean = result.mean.data_ptr<float>(), *inverse = result.inverse.data_ptr<float>();
  const float *pg = gamma.data_ptr<float>(), *pb = beta.data_ptr<float>();
  std::vector<float> scale(n * C), shift(n * C);
  for (int64_t i = 0; i < n * C; i++) {
    const double m = total[i] / double(N * pixels);
    const double variance = std::max(total[n * C + i] / double(N * pixels) - m * m, 0.0);
    const double v = 1 / std::sqrt(variance + eps);
    mean[i] = float(m);
    inverse[i] = float(v);
    scale[i] = float(pg[i] * v);
    shift[i] = float(pb[i] - m * pg[i] * v);
  }
  const float* py = y.data_ptr<float>();
  float* out = result.out.data_ptr<float>();
  at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++) {
      const int64_t at = k * pixels * C, tile = (k % n) * C;
      affine_relu(py + at, &scale[tile], &shift[tile], residual ? residual + at : nullptr, pixels, out + at);
    }
  });
  return result;
}

// The gradient of y is gain * d + slope * y + offset, where d is the gradient behind the ReLU: batch normalisation's
// backward pass (arXiv 1502.03167, section 3) as one affine map, so that it can run where y's gradient is consumed.
struct NormGradient {
  at::Tensor dgamma, dbeta;
  std::vector<float> gain, slope, offset;

  NormGradient(const at::Tensor& g, const at::Tensor& out, const at::Tensor& y, const at::Tensor& gamma,
               const at::Tensor& mean, const at::Tensor& inverse)
      : dgamma(at::empty_like(gamma)), dbeta(at::empty_like(gamma)) {
    const int64_t N = y.size(0), n = y.size(1), pixels = y.numel() / (N * n * C);
    const float *pg = g.data_ptr<float>(), *po = out.data_ptr<float>(), *py = y.data_ptr<float>();
    const float *pm = mean.data_ptr<float>(), *pi = inverse.data_ptr<float>(), *pk = gamma.data_ptr<float>();
    Sums sums(N, n);
    at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; k++)
        for (int c = 0; c < C; c += LANES) {
          const vec m = load(pm + (k % n) * C + c);
          vec s = {}, q = {};
          for (int64_t at = k * pixels * C + c; at < (k + 1) * pixels * C; at += C) {
            const vec d = where_positive(load(po + at), load(pg + at));
            s += d;
            q += d * (load(py + at) - m);
          }
          store(sums.of(k / n, k % n, 0) + c, s);
          store(sums.of(k / n, k % n, 1) + c, q);
        }
    });
    const auto total = sums.total();
    const double count = double(N * pixels);
    gain.resize(n * C);
    slope.resize(n * C);
    offset.resize(n * C);
    for (int64_t i = 0; i < n * C; i++) {
      const double db = total[i], dg = total[n * C + i] * pi[i], a = double(pk[i]) * pi[i];
      dbeta.data_ptr<float>()[i] = float(db);
      dgamma.data_ptr<float>()[i] = float(dg);
      gain[i] = float(a);
      slope[i] = float(-a * pi[i] * dg / count);
      offset[i] = float(-a * db / count + a * pi[i] * dg / count * pm[i]);
    }
  }

  // dy of some pixels of a tile
  void apply(const float* g, const float* out, const float* y, int64_t tile, int64_t pixels, float* dy) const {
    for (int c = 0; c < C; c += LANES) {
      const vec a = load(&gain[tile * C + c]), b = load(&slope[tile * C + c]), o = load(&offset[tile * C + c]);
      for (int64_t i = c; i < pixels * C; i += C)
        store(dy + i, where_positive(load(out + i), load(g + i)) * a + (load(y + i) * b + o));
    }
  }
};

}  // namespace poseswarm
