// SPDX-License-Identifier: Apache-2.0
// The first layer: 3x3 stride-2 convolution of uint8 pixels (scaled to 0..1), batch normalisation, ReLU.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <vector>

#include "norm.h"
#include "vectors.h"

namespace poseswarm {

// Scales a picture [h][w][3] into the inside of a zeroed buffer [h + 2][w + 2][3].
inline void pad_pixels(const uint8_t* x, int h, int w, float* padded) {
  for (int y = 0; y < h; y++)
    for (int i = 0; i < w * 3; i++) padded[(y + 1) * (w + 2) * 3 + 3 + i] = x[y * w * 3 + i] * (1.f / 255.f);
}

// K neighbouring output pixels of one agent; p: the first one's upper left value, row: floats a line of it.
template <int K>
inline void stem_pixels(const float* p, int row, const float* w, float* y) {
  vec s[K][PARTS] = {};
  for (int ky = 0; ky < 3; ky++)
    for (int i = 0; i < 9; i++)
      for (int c = 0; c < PARTS; c++) {
        const vec weights = load(w + (ky * 9 + i) * C + c * LANES);
#pragma GCC unroll 8
        for (int k = 0; k < K; k++) s[k][c] += p[ky * row + k * 6 + i] * weights;
      }
  for (int k = 0; k < K; k++)
    for (int c = 0; c < PARTS; c++) store(y + k * C + c * LANES, s[k][c]);
}

// The convolution: writes y [N][n][ho][wo][16] and calls then(picture, agent, offset, pixels) for every finished line.
template <class Then>
inline void stem_lines(const at::Tensor& x, const at::Tensor& weights, float* y, Then then) {
  const int N = x.size(0), h = x.size(1), w = x.size(2), n = weights.size(0);
  const int ho = (h + 1) / 2, wo = (w + 1) / 2, row = (w + 2) * 3;
  const uint8_t* px = x.data_ptr<uint8_t>();
  const float* pw = weights.data_ptr<float>();
  at::parallel_for(0, N, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> padded(size_t(h + 2) * row, 0.f);
    for (int64_t s = begin; s < end; s++) {
      pad_pixels(px + s * h * w * 3, h, w, padded.data());
      for (int a = 0; a < n; a++)
        for (int line = 0; line < ho; line++) {
          const float *p = padded.data() + line * 2 * row, *k = pw + a * 27 * C;
          const int64_t at = ((s * n + a) * ho + line) * wo * C;
          int i = 0;
          for (; i + BLOCK <= wo; i += BLOCK) stem_pixels<BLOCK>(p + i * 6, row, k, y + at + i * C);
          for (; i < wo; i++) stem_pixels<1>(p + i * 6, row, k, y + at + i * C);
          then(s, a, at, wo);
        }
    }
  });
}

inline at::Tensor stem_result(const at::Tensor& x, const at::Tensor& weights) {
  return at::empty({x.size(0), weights.size(0), (x.size(1) + 1) / 2, (x.size(2) + 1) / 2, C}, weights.options());
}

// x uint8 [N][h][w][3], weights [n][27][16] (ky, kx, rgb), gamma, beta [n][16]
// -> result [N][n][h/2][w/2][16], before the normalisation likewise, mean, inverse deviation [n][16]
inline std::vector<at::Tensor> stem_forward(at::Tensor x, at::Tensor weights, at::Tensor gamma,
                                               at::Tensor beta, double eps) {
  auto y = stem_result(x, weights);
  float* py = y.data_ptr<float>();
  Sums moments(x.size(0), weights.size(0));
  stem_lines(x, weights, py, [&](int64_t s, int a, int64_t at, int pixels) {
    add_moments(py + at, pixels, moments.of(s, a, 0), moments.of(s, a, 1));
  });
  auto done = normalise(y, moments, gamma, beta, nullptr, eps);
  return {done.out, y, done.mean, done.inverse};
}

// The stem with fixed statistics (scale, shift [n][16]).
inline at::Tensor stem_fixed(at::Tensor x, at::Tensor weights, at::Tensor scale, at::Tensor shift) {
  auto out = stem_result(x, weights);
  const float *ps = scale.data_ptr<float>(), *pb = shift.data_ptr<float>();
  float* po = out.data_ptr<float>();
  stem_lines(x, weights, po, [&](int64_t, int a, int64_t at, int pixels) {
    affine_relu(po + at, ps + a * C, pb + a * C, nullptr, pixels, po + at);
  });
  return out;
}

// -> dweights, dgamma, dbeta for the gradient g of the result
inline std::vector<at::Tensor> stem_backward(at::Tensor g, at::Tensor out, at::Tensor y, at::Tensor x,
                                                at::Tensor gamma, at::Tensor mean, at::Tensor inverse) {
  const int N = x.size(0), h = x.size(1), w = x.size(2), n = g.size(1), ho = g.size(2), wo = g.size(3);
  const int row = (w + 2) * 3, threads = at::get_num_threads();
  const NormGradient norm(g, out, y, gamma, mean, inverse);
  auto dw = at::zeros({threads, n, 27, C}, g.options());
  const uint8_t* px = x.data_ptr<uint8_t>();
  const float *pg = g.data_ptr<float>(), *po = out.data_ptr<float>(), *py = y.data_ptr<float>();
  float* pd = dw.data_ptr<float>();
  at::parallel_for(0, N, (N + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    float* mine = pd + int64_t(at::get_thread_num()) * n * 27 * C;
    std::vector<float> padded(size_t(h + 2) * row, 0.f), dy(size_t(wo) * C);
    for (int64_t s = begin; s < end; s++) {
      pad_pixels(px + s * h * w * 3, h, w, padded.data());
      for (int a = 0; a < n; a++)
        for (int line = 0; line < ho; line++) {
          const int64_t at = ((s * n + a) * ho + line) * wo * C;
          norm.apply(pg + at, po + at, py + at, a, wo, dy.data());
          for (int ky = 0; ky < 3; ky++)
            for (int c = 0; c < C; c += LANES) {
              const float* p = padded.data() + (line * 2 + ky) * row;
              float* d = mine + (a * 27 + ky * 9) * C + c;
              vec sums[9];
              for (int i = 0; i < 9; i++) sums[i] = load(d + i * C);
              for (int k = 0; k < wo; k++) {
                const vec v = load(&dy[k * C + c]);
#pragma GCC unroll 9
                for (int i = 0; i < 9; i++) sums[i] += p[k * 6 + i] * v;
              }
              for (int i = 0; i < 9; i++) store(d + i * C, sums[i]);
            }
        }
    }
  });
  return {dw.sum(0), norm.dgamma, norm.dbeta};
}

}  // namespace poseswarm
