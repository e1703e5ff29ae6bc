// SPDX-License-Identifier: Apache-2.0
// A layer of agents: depthwise 3x3, pointwise 16x16, batch normalisation, residual, ReLU; forward and backward.
// One agent's tile of one picture goes through all steps in bands of lines that stay in the first-level cache; what
// must wait for the statistics of the whole batch is one streamed pass. Large tensors are written once and read twice.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "depthwise.h"
#include "norm.h"
#include "vectors.h"

namespace poseswarm {

constexpr int BAND = 96;  // pixels: input lines, three buffers and the weights fit 32 KiB

struct LayerSize {
  int N, T, h, w, n, stride, ho, wo, band;  // band: lines
  int64_t row, in_tile, out_tile, padded;   // floats

  LayerSize(const at::Tensor& x, const at::Tensor& dw, int64_t step)
      : N(x.size(0)), T(x.size(1)), h(x.size(2)), w(x.size(3)), n(dw.size(0)), stride(step) {
    ho = (h + stride - 1) / stride;
    wo = (w + stride - 1) / stride;
    band = std::max(2, BAND / wo / 2 * 2);  // even: `depthwise` takes two lines at once
    row = int64_t(w + 2) * C;
    in_tile = int64_t(h) * w * C;
    out_tile = int64_t(ho) * wo * C;
    padded = int64_t(h + 2) * row;
  }
};

// Zeroed, aligned working memory of one thread.
inline float* scratch(std::vector<at::Tensor>& keep, int64_t size) {
  keep.push_back(at::zeros({size}));
  return keep.back().data_ptr<float>();
}

// Depthwise and pointwise of every agent: writes y [N][n][ho][wo][16] and calls then(picture, agent, offset, pixels)
// for every finished band.
template <class Then>
inline void layer_bands(const LayerSize& z, const at::Tensor& x, const at::Tensor& reads, const at::Tensor& dw,
                        const at::Tensor& pw, float* y, Then then) {
  const float *px = x.data_ptr<float>(), *pd = dw.data_ptr<float>(), *pp = pw.data_ptr<float>();
  const int32_t* pr = reads.data_ptr<int32_t>();
  at::parallel_for(0, z.N, 1, [&](int64_t begin, int64_t end) {
    std::vector<at::Tensor> keep;
    float *padded = scratch(keep, z.padded), *mid = scratch(keep, int64_t(z.band) * z.wo * C);
    for (int64_t s = begin; s < end; s++)
      for (int a = 0; a < z.n; a++) {
        gather(px + s * z.T * z.in_tile, pr + a * 4, z.h, z.w, padded);
        for (int line = 0; line < z.ho; line += z.band) {
          const int rows = std::min(z.band, z.ho - line), pixels = rows * z.wo;
          const int64_t at = (s * z.n + a) * z.out_tile + int64_t(line) * z.wo * C;
          depthwise(padded + line * z.stride * z.row, z.row, pd + a * 9 * C, z.stride, rows, z.wo, mid);
          tile_matmul(mid, pp + a * C * C, y + at, pixels);
          then(s, a, at, pixels);
        }
      }
  });
}

// x [N][T][h][w][16], reads int32 [n][4] (quads), dw [n][9][16], pw [n][16 in][16 out], gamma, beta [n][16]
// -> result [N][n][ho][wo][16], before the normalisation likewise, mean, inverse deviation [n][16]
inline std::vector<at::Tensor> layer_forward(at::Tensor x, at::Tensor reads, at::Tensor dw,
                                                at::Tensor pw, at::Tensor gamma, at::Tensor beta,
                                                int64_t stride, bool residual, double eps) {
  const LayerSize z(x, dw, stride);
  auto y = at::empty({z.N, z.n, z.ho, z.wo, C}, x.options());
  float* py = y.data_ptr<float>();
  Sums moments(z.N, z.n);
  layer_bands(z, x, reads, dw, pw, py, [&](int64_t s, int a, int64_t at, int pixels) {
    add_moments(py + at, pixels, moments.of(s, a, 0), moments.of(s, a, 1));
  });
  auto done = normalise(y, moments, gamma, beta, residual ? x.data_ptr<float>() : nullptr, eps);
  return {done.out, y, done.mean, done.inverse};
}

// The layer with fixed statistics (scale, shift [n][16]): what the exported agents compute.
inline at::Tensor layer_fixed(at::Tensor x, at::Tensor reads, at::Tensor dw, at::Tensor pw,
                                 at::Tensor scale, at::Tensor shift, int64_t stride, bool residual) {
  const LayerSize z(x, dw, stride);
  auto out = at::empty({z.N, z.n, z.ho, z.wo, C}, x.options());
  const float *ps = scale.data_ptr<float>(), *pb = shift.data_ptr<float>();
  const float* rest = residual ? x.data_ptr<float>() : nullptr;
  float* po = out.data_ptr<float>();
  layer_bands(z, x, reads, dw, pw, po, [&](int64_t, int a, int64_t at, int pixels) {
    affine_relu(po + at, ps + a * C, pb + a * C, rest ? rest + at : nullptr, pixels, po + at);
  });
  return out;
}

// -> dx, ddw, dpw, dgamma, dbeta for the gradient g of the result
inline std::vector<at::Tensor> layer_backward(at::Tensor g, at::Tensor out, at::Tensor y, at::Tensor x,
                                                 at::Tensor reads, at::Tensor dw, at::Tensor pw,
                                                 at::Tensor gamma, at::Tensor mean, at::Tensor inverse,
                                                 int64_t stride, bool residual) {
  const LayerSize z(x, dw, stride);
  const NormGradient norm(g, out, y, gamma, mean, inverse);
  auto dx = at::empty_like(x);
  const auto transposed = pw.transpose(1, 2).contiguous(), flipped = dw.flip(1).contiguous();
  const int threads = at::get_num_threads();
  auto ddw = at::zeros({threads, z.n, 9, C}, x.options());
  auto dpw = at::zeros({threads, z.n, C, C}, x.options());
  const float *px = x.data_ptr<float>(), *pd = dw.data_ptr<float>(), *pf = flipped.data_ptr<float>();
  const float *pt = transposed.data_ptr<float>(), *pg = g.data_ptr<float>(), *po = out.data_ptr<float>();
  const float* py = y.data_ptr<float>();
  const int32_t* pr = reads.data_ptr<int32_t>();
  float *pdx = dx.data_ptr<float>(), *pddw = ddw.data_ptr<float>(), *pdpw = dpw.data_ptr<float>();
  // A sample belongs to one thread, for agents of one sample add into the same quads of dx.
  at::parallel_for(0, z.N, (z.N + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    const int64_t t = at::get_thread_num(), line_out = int64_t(z.wo) * C, band = z.band * line_out;
    // Lines of dmid, padded, and of the gradient of the layer's input (stride 2: with its padding).
    const int64_t dmid_row = line_out + 2 * C, back_row = z.stride == 1 ? line_out : 2 * line_out + 2 * C;
    std::vector<at::Tensor> keep;
    float *padded = scratch(keep, z.padded), *dmid = scratch(keep, (z.ho + 2) * dmid_row);
    float *back = scratch(keep, (2 * z.ho + 2) * back_row), *dy = scratch(keep, band);
    float *mid = scratch(keep, band), *dband = scratch(keep, band);
    for (int64_t s = begin; s < end; s++) {
      float* to = pdx + s * z.T * z.in_tile;
      const int64_t first = s * z.n * z.out_tile;
      if (residual)
        for (int64_t i = 0; i < z.T * z.in_tile; i += LANES)
          store(to + i, where_positive(load(po + first + i), load(pg + first + i)));
      else
        std::memset(to, 0, sizeof(float) * z.T * z.in_tile);
      for (int a = 0; a < z.n; a++) {
        gather(px + s * z.T * z.in_tile, pr + a * 4, z.h, z.w, padded);
        for (int line = 0; line < z.ho; line += z.band) {
          const int rows = std::min(z.band, z.ho - line), pixels = rows * z.wo;
          const int64_t at = first + a * z.out_tile + line * line_out;
          const float* above = padded + line * z.stride * z.row;
          norm.apply(pg + at, po + at, py + at, a, pixels, dy);
          depthwise(above, z.row, pd + a * 9 * C, z.stride, rows, z.wo, mid);
          tile_outer(mid, dy, pdpw + (t * z.n + a) * C * C, pixels);
          tile_matmul(dy, pt + a * C * C, dband, pixels);
          depthwise_weights(above, z.row, dband, z.stride, rows, z.wo, pddw + (t * z.n + a) * 9 * C);
          for (int i = 0; i < rows; i++)
            std::memcpy(dmid + (line + i + 1) * dmid_row + C, dband + i * line_out, sizeof(float) * line_out);
        }
        if (z.stride == 1) {
          depthwise(dmid, dmid_row, pf + a * 9 * C, 1, z.h, z.w, back);
          scatter(back, back_row, pr + a * 4, z.h, z.w, to);
        } else {
          depthwise_input2(dmid, pd + a * 9 * C, z.ho, z.wo, back);
          scatter(back + back_row + C, back_row, pr + a * 4, z.h, z.w, to);
        }
      }
    }
  });
  return {dx, ddw.sum(0), dpw.sum(0), norm.dgamma, norm.dbeta};
}

}  // namespace poseswarm
