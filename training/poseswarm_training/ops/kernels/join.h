// SPDX-License-Identifier: Apache-2.0
// Upsample-add: every tile of a finer layer gets the sum of some tiles of a coarser one, each pixel of it four times.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "vectors.h"

namespace poseswarm {

// deep [N][D][h][w][16], skip [N][T][H][W][16] with H = 2h or 2h - 1, adds int32 [T][per] -> skip + nearest x2 of the sums
inline at::Tensor join_forward(at::Tensor deep, at::Tensor skip, at::Tensor adds) {
  const int64_t N = deep.size(0), D = deep.size(1), h = deep.size(2), w = deep.size(3), T = skip.size(1);
  const int64_t per = adds.size(1), H = skip.size(2), W = skip.size(3);
  auto out = at::empty_like(skip);
  const float *pd = deep.data_ptr<float>(), *ps = skip.data_ptr<float>();
  const int32_t* pa = adds.data_ptr<int32_t>();
  float* po = out.data_ptr<float>();
  at::parallel_for(0, N * T, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      for (int64_t y = 0; y < h; y++)
        for (int64_t x = 0; x < w; x++)
          for (int c = 0; c < C; c += LANES) {
            vec s = {};
            for (int64_t i = 0; i < per; i++) {
              const int64_t tile = (k / T) * D + pa[(k % T) * per + i];
              s += load(pd + ((tile * h + y) * w + x) * C + c);
            }
            for (int64_t Y = 2 * y; Y < std::min(2 * y + 2, H); Y++)
              for (int64_t X = 2 * x; X < std::min(2 * x + 2, W); X++) {
                const int64_t at = ((k * H + Y) * W + X) * C + c;
                store(po + at, load(ps + at) + s);
              }
          }
  });
  return out;
}

// -> the gradient of `deep` (that of `skip` is g itself)
inline at::Tensor join_backward(at::Tensor g, at::Tensor adds, int64_t deep_tiles) {
  const int64_t N = g.size(0), T = g.size(1), H = g.size(2), W = g.size(3), per = adds.size(1);
  const int64_t h = (H + 1) / 2, w = (W + 1) / 2;
  auto dx = at::zeros({N, deep_tiles, h, w, C}, g.options());
  const float* pg = g.data_ptr<float>();
  const int32_t* pa = adds.data_ptr<int32_t>();
  float* pd = dx.data_ptr<float>();
  at::parallel_for(0, N, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin * T; k < end * T; k++)
      for (int64_t y = 0; y < h; y++)
        for (int64_t x = 0; x < w; x++)
          for (int c = 0; c < C; c += LANES) {
            vec s = {};
            for (int64_t Y = 2 * y; Y < std::min(2 * y + 2, H); Y++)
              for (int64_t X = 2 * x; X < std::min(2 * x + 2, W); X++) s += load(pg + ((k * H + Y) * W + X) * C + c);
            for (int64_t i = 0; i < per; i++) {
              const int64_t tile = (k / T) * deep_tiles + pa[(k % T) * per + i];
              float* d = pd + ((tile * h + y) * w + x) * C + c;
              store(d, load(d) + s);
            }
          }
  });
  return dx;
}

}  // namespace poseswarm
