// SPDX-License-Identifier: Apache-2.0
// CPU training kernels of the agent layers: the same arithmetic as the PyTorch reference in `reference.py`, in the
// run time's own message layout [picture][tile][y][x][16]. Why they exist: PyTorch's grouped convolutions spend most of
// their time copying between layouts when every group has 16 channels; these keep one tile in cache (four to five times
// the samples a second on two AVX2 cores). All tensors are float32 and contiguous unless said otherwise.
#include <torch/extension.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

typedef float v8 __attribute__((vector_size(32), aligned(4)));
constexpr int C = 16;  // channels of a message tile

inline v8 load(const float* p) { return *reinterpret_cast<const v8*>(p); }
inline void store(float* p, v8 v) { *reinterpret_cast<v8*>(p) = v; }

// y[p][o] = sum_i x[p][i] * w[i][o]; four pixels share each load of a weight row.
void tile_matmul(const float* x, const float* w, float* y, int64_t pixels) {
  int64_t p = 0;
  for (; p + 4 <= pixels; p += 4) {
    const float* a = x + p * C;
    v8 s[4][2] = {};
    for (int i = 0; i < C; i++) {
      const v8 w0 = load(w + i * C), w1 = load(w + i * C + 8);
      for (int k = 0; k < 4; k++) {
        const float b = a[k * C + i];
        s[k][0] += b * w0;
        s[k][1] += b * w1;
      }
    }
    for (int k = 0; k < 4; k++) {
      store(y + (p + k) * C, s[k][0]);
      store(y + (p + k) * C + 8, s[k][1]);
    }
  }
  for (; p < pixels; p++) {
    v8 s0 = {}, s1 = {};
    for (int i = 0; i < C; i++) {
      const float b = x[p * C + i];
      s0 += b * load(w + i * C);
      s1 += b * load(w + i * C + 8);
    }
    store(y + p * C, s0);
    store(y + p * C + 8, s1);
  }
}

// dw[i][o] += sum_p x[p][i] * g[p][o]
void tile_outer(const float* x, const float* g, float* dw, int64_t pixels) {
  for (int i = 0; i < C; i += 4) {
    v8 s[4][2] = {};
    for (int64_t p = 0; p < pixels; p++) {
      const v8 g0 = load(g + p * C), g1 = load(g + p * C + 8);
      const float* a = x + p * C + i;
      for (int k = 0; k < 4; k++) {
        s[k][0] += a[k] * g0;
        s[k][1] += a[k] * g1;
      }
    }
    for (int k = 0; k < 4; k++) {
      float* d = dw + (i + k) * C;
      store(d, load(d) + s[k][0]);
      store(d + 8, load(d + 8) + s[k][1]);
    }
  }
}

// Collects the four quads an agent reads into one zero-padded tile [h + 2][w + 2][16].
void gather(const float* x, const int32_t* reads, int h, int w, float* padded) {
  const int64_t row = int64_t(w + 2) * C, tile = int64_t(h) * w * C;
  std::memset(padded, 0, sizeof(float) * row);
  std::memset(padded + row * (h + 1), 0, sizeof(float) * row);
  for (int y = 0; y < h; y++) {
    float* line = padded + row * (y + 1);
    std::memset(line, 0, sizeof(float) * C);
    std::memset(line + row - C, 0, sizeof(float) * C);
    for (int q = 0; q < 4; q++) {
      const float* from = x + (reads[q] >> 2) * tile + int64_t(y) * w * C + (reads[q] & 3) * 4;
      float* to = line + C + q * 4;
      for (int i = 0; i < w; i++) std::memcpy(to + i * C, from + i * C, 16);
    }
  }
}

void depthwise(const float* padded, const float* k, int w, int ho, int wo, int stride, float* out) {
  const int64_t row = int64_t(w + 2) * C;
  for (int half = 0; half < C; half += 8) {
    v8 t[9];
    for (int i = 0; i < 9; i++) t[i] = load(k + i * C + half);
    for (int y = 0; y < ho; y++) {
      const float* base = padded + int64_t(y) * stride * row + half;
      float* o = out + int64_t(y) * wo * C + half;
      for (int x = 0; x < wo; x++) {
        const float* p = base + int64_t(x) * stride * C;
        v8 s = t[0] * load(p) + t[1] * load(p + C) + t[2] * load(p + 2 * C);
        s += t[3] * load(p + row) + t[4] * load(p + row + C) + t[5] * load(p + row + 2 * C);
        s += t[6] * load(p + 2 * row) + t[7] * load(p + 2 * row + C) + t[8] * load(p + 2 * row + 2 * C);
        store(o + int64_t(x) * C, s);
      }
    }
  }
}

// dk[t] += sum over outputs of input(t) * g
void depthwise_weights(const float* padded, const float* g, int w, int ho, int wo, int stride, float* dk) {
  const int64_t row = int64_t(w + 2) * C;
  for (int half = 0; half < C; half += 8) {
    v8 s[9] = {};
    for (int y = 0; y < ho; y++) {
      const float* base = padded + int64_t(y) * stride * row + half;
      const float* gl = g + int64_t(y) * wo * C + half;
      for (int x = 0; x < wo; x++) {
        const float* p = base + int64_t(x) * stride * C;
        const v8 v = load(gl + int64_t(x) * C);
        for (int ky = 0; ky < 3; ky++)
          for (int kx = 0; kx < 3; kx++) s[ky * 3 + kx] += v * load(p + ky * row + kx * C);
      }
    }
    for (int i = 0; i < 9; i++) store(dk + i * C + half, load(dk + i * C + half) + s[i]);
  }
}

// dpadded (zeroed by the caller) += transposed depthwise of g
void depthwise_input(const float* g, const float* k, int w, int ho, int wo, int stride, float* dpadded) {
  const int64_t row = int64_t(w + 2) * C;
  for (int half = 0; half < C; half += 8) {
    v8 t[9];
    for (int i = 0; i < 9; i++) t[i] = load(k + i * C + half);
    for (int y = 0; y < ho; y++) {
      float* base = dpadded + int64_t(y) * stride * row + half;
      const float* gl = g + int64_t(y) * wo * C + half;
      for (int x = 0; x < wo; x++) {
        const v8 v = load(gl + int64_t(x) * C);
        float* p = base + int64_t(x) * stride * C;
        for (int ky = 0; ky < 3; ky++)
          for (int kx = 0; kx < 3; kx++) {
            float* d = p + ky * row + kx * C;
            store(d, load(d) + v * t[ky * 3 + kx]);
          }
      }
    }
  }
}

void scatter(const float* dpadded, const int32_t* reads, int h, int w, float* dx) {
  const int64_t row = int64_t(w + 2) * C, tile = int64_t(h) * w * C;
  for (int y = 0; y < h; y++)
    for (int q = 0; q < 4; q++) {
      float* to = dx + (reads[q] >> 2) * tile + int64_t(y) * w * C + (reads[q] & 3) * 4;
      const float* from = dpadded + row * (y + 1) + C + q * 4;
      for (int i = 0; i < w; i++)
        for (int c = 0; c < 4; c++) to[i * C + c] += from[i * C + c];
    }
}

int out_size(int size, int stride) { return (size + stride - 1) / stride; }

}  // namespace

// x [N][T][h][w][16], reads int32 [n][4], dw [n][9][16], pw [n][16 in][16 out] -> [N][n][ho][wo][16]
torch::Tensor mix_forward(torch::Tensor x, torch::Tensor reads, torch::Tensor dw, torch::Tensor pw, int64_t stride) {
  const int N = x.size(0), T = x.size(1), h = x.size(2), w = x.size(3), n = dw.size(0);
  const int ho = out_size(h, stride), wo = out_size(w, stride);
  auto y = torch::empty({N, n, ho, wo, C}, x.options());
  const float *px = x.data_ptr<float>(), *pd = dw.data_ptr<float>(), *pp = pw.data_ptr<float>();
  const int32_t* pr = reads.data_ptr<int32_t>();
  float* py = y.data_ptr<float>();
  at::parallel_for(0, int64_t(N) * n, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> padded(size_t(h + 2) * (w + 2) * C), mid(size_t(ho) * wo * C);
    for (int64_t k = begin; k < end; k++) {
      const int64_t s = k / n, a = k % n;
      gather(px + s * T * h * w * C, pr + a * 4, h, w, padded.data());
      depthwise(padded.data(), pd + a * 9 * C, w, ho, wo, stride, mid.data());
      tile_matmul(mid.data(), pp + a * C * C, py + k * ho * wo * C, int64_t(ho) * wo);
    }
  });
  return y;
}

// -> dx, ddw, dpw for the gradient g of mix_forward's result
std::vector<torch::Tensor> mix_backward(torch::Tensor g, torch::Tensor x, torch::Tensor reads, torch::Tensor dw,
                                        torch::Tensor pw, int64_t stride) {
  const int N = x.size(0), T = x.size(1), h = x.size(2), w = x.size(3), n = dw.size(0);
  const int ho = out_size(h, stride), wo = out_size(w, stride);
  const int64_t out_tile = int64_t(ho) * wo * C, padded_size = int64_t(h + 2) * (w + 2) * C;
  auto dx = torch::zeros_like(x);
  auto transposed = pw.transpose(1, 2).contiguous();
  const int threads = at::get_num_threads();
  auto ddw = torch::zeros({threads, n, 9, C}, x.options());
  auto dpw = torch::zeros({threads, n, C, C}, x.options());
  const float *px = x.data_ptr<float>(), *pd = dw.data_ptr<float>(), *pt = transposed.data_ptr<float>();
  const float* pg = g.data_ptr<float>();
  const int32_t* pr = reads.data_ptr<int32_t>();
  float *pdx = dx.data_ptr<float>(), *pddw = ddw.data_ptr<float>(), *pdpw = dpw.data_ptr<float>();
  // A sample belongs to one thread, for agents of one sample add into the same quads of dx.
  at::parallel_for(0, N, (N + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    const int64_t t = at::get_thread_num();
    std::vector<float> padded(padded_size), dpadded(padded_size), mid(out_tile), dmid(out_tile);
    for (int64_t s = begin; s < end; s++)
      for (int a = 0; a < n; a++) {
        const float* ga = pg + (s * n + a) * out_tile;
        gather(px + s * T * h * w * C, pr + a * 4, h, w, padded.data());
        depthwise(padded.data(), pd + a * 9 * C, w, ho, wo, stride, mid.data());
        tile_outer(mid.data(), ga, pdpw + (t * n + a) * C * C, int64_t(ho) * wo);
        tile_matmul(ga, pt + a * C * C, dmid.data(), int64_t(ho) * wo);
        depthwise_weights(padded.data(), dmid.data(), w, ho, wo, stride, pddw + (t * n + a) * 9 * C);
        std::fill(dpadded.begin(), dpadded.end(), 0.f);
        depthwise_input(dmid.data(), pd + a * 9 * C, w, ho, wo, stride, dpadded.data());
        scatter(dpadded.data(), pr + a * 4, h, w, pdx + s * T * h * w * C);
      }
  });
  return {dx, ddw.sum(0), dpw.sum(0)};
}

// x uint8 [N][h][w][3], weights [n][27][16] (ky, kx, rgb) -> [N][n][h/2][w/2][16]; pixels are scaled to 0..1
torch::Tensor stem_forward(torch::Tensor x, torch::Tensor weights) {
  const int N = x.size(0), h = x.size(1), w = x.size(2), n = weights.size(0);
  const int ho = out_size(h, 2), wo = out_size(w, 2);
  auto y = torch::empty({N, n, ho, wo, C}, weights.options());
  const uint8_t* px = x.data_ptr<uint8_t>();
  const float* pw = weights.data_ptr<float>();
  float* py = y.data_ptr<float>();
  at::parallel_for(0, N, 1, [&](int64_t begin, int64_t end) {
    std::vector<float> padded(size_t(h + 2) * (w + 2) * 3, 0.f);
    const int64_t row = int64_t(w + 2) * 3;
    for (int64_t s = begin; s < end; s++) {
      for (int i = 0; i < h; i++)
        for (int k = 0; k < w * 3; k++) padded[(i + 1) * row + 3 + k] = px[(s * h + i) * w * 3 + k] * (1.f / 255.f);
      for (int a = 0; a < n; a++)
        for (int oy = 0; oy < ho; oy++)
          for (int ox = 0; ox < wo; ox++) {
            v8 s0 = {}, s1 = {};
            for (int ky = 0; ky < 3; ky++) {
              const float* p = padded.data() + (oy * 2 + ky) * row + ox * 6;
              const float* k = pw + (a * 27 + ky * 9) * C;
              for (int i = 0; i < 9; i++) {
                s0 += p[i] * load(k + i * C);
                s1 += p[i] * load(k + i * C + 8);
              }
            }
            float* o = py + (((s * n + a) * ho + oy) * wo + ox) * C;
            store(o, s0);
            store(o + 8, s1);
          }
    }
  });
  return y;
}

torch::Tensor stem_backward(torch::Tensor g, torch::Tensor x) {
  const int N = x.size(0), h = x.size(1), w = x.size(2), n = g.size(1), ho = g.size(2), wo = g.size(3);
  const int threads = at::get_num_threads();
  auto dw = torch::zeros({threads, n, 27, C}, g.options());
  const uint8_t* px = x.data_ptr<uint8_t>();
  const float* pg = g.data_ptr<float>();
  float* pd = dw.data_ptr<float>();
  at::parallel_for(0, N, (N + threads - 1) / threads, [&](int64_t begin, int64_t end) {
    float* mine = pd + int64_t(at::get_thread_num()) * n * 27 * C;
    std::vector<float> padded(size_t(h + 2) * (w + 2) * 3, 0.f);
    const int64_t row = int64_t(w + 2) * 3;
    for (int64_t s = begin; s < end; s++) {
      for (int i = 0; i < h; i++)
        for (int k = 0; k < w * 3; k++) padded[(i + 1) * row + 3 + k] = px[(s * h + i) * w * 3 + k] * (1.f / 255.f);
      for (int a = 0; a < n; a++)
        for (int ky = 0; ky < 3; ky++)
          for (int half = 0; half < C; half += 8) {
            v8 acc[9] = {};
            for (int oy = 0; oy < ho; oy++) {
              const float* p = padded.data() + (oy * 2 + ky) * row;
              const float* gl = pg + ((s * n + a) * ho + oy) * wo * C + half;
              for (int ox = 0; ox < wo; ox++) {
                const v8 v = load(gl + ox * C);
                for (int i = 0; i < 9; i++) acc[i] += p[ox * 6 + i] * v;
              }
            }
            for (int i = 0; i < 9; i++) {
              float* d = mine + (a * 27 + ky * 9 + i) * C + half;
              store(d, load(d) + acc[i]);
            }
          }
    }
  });
  return dw.sum(0);
}

// Batch normalisation, residual and ReLU in two passes. y [N][n][P][16], gamma/beta [n][16], residual like y or empty.
// -> out, mean [n][16], inverse deviation [n][16]
std::vector<torch::Tensor> norm_forward(torch::Tensor y, torch::Tensor gamma, torch::Tensor beta,
                                        torch::Tensor residual, double eps) {
  const int64_t N = y.size(0), n = y.size(1), P = y.numel() / (N * n * C);
  auto out = torch::empty_like(y);
  auto sums = torch::empty({N, 2, n, C}, y.options());
  const float* py = y.data_ptr<float>();
  float* ps = sums.data_ptr<float>();
  at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++) {
      v8 s[2] = {}, q[2] = {};
      const float* p = py + k * P * C;
      for (int64_t i = 0; i < P; i++)
        for (int b = 0; b < 2; b++) {
          const v8 v = load(p + i * C + b * 8);
          s[b] += v;
          q[b] += v * v;
        }
      float* o = ps + (k / n) * 2 * n * C + (k % n) * C;
      for (int b = 0; b < 2; b++) {
        store(o + b * 8, s[b]);
        store(o + n * C + b * 8, q[b]);
      }
    }
  });
  auto total = sums.to(torch::kDouble).sum(0) / double(N * P);
  auto mean = total[0], var = (total[1] - mean * mean).clamp_min(0);
  auto inv = (var + eps).rsqrt().to(torch::kFloat).contiguous();
  auto meanf = mean.to(torch::kFloat).contiguous();
  auto scale = (gamma * inv).contiguous(), shift = (beta - meanf * gamma * inv).contiguous();
  const float *pk = scale.data_ptr<float>(), *pb = shift.data_ptr<float>();
  const bool has = residual.numel() > 0;
  const float* pr = has ? residual.data_ptr<float>() : nullptr;
  float* po = out.data_ptr<float>();
  at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      for (int b = 0; b < C; b += 8) {
        const v8 a = load(pk + (k % n) * C + b), c = load(pb + (k % n) * C + b), zero = {};
        for (int64_t i = 0; i < P; i++) {
          const int64_t at = (k * P + i) * C + b;
          v8 v = load(py + at) * a + c;
          if (has) v += load(pr + at);
          store(po + at, v > zero ? v : zero);
        }
      }
  });
  return {out, meanf, inv};
}

// -> dy, dgamma, dbeta, dresidual (the gradient behind the ReLU)
std::vector<torch::Tensor> norm_backward(torch::Tensor g, torch::Tensor out, torch::Tensor y, torch::Tensor gamma,
                                         torch::Tensor mean, torch::Tensor inv) {
  const int64_t N = y.size(0), n = y.size(1), P = y.numel() / (N * n * C);
  auto dr = torch::empty_like(y), dy = torch::empty_like(y);
  auto sums = torch::empty({N, 2, n, C}, y.options());
  const float *pg = g.data_ptr<float>(), *po = out.data_ptr<float>(), *py = y.data_ptr<float>();
  const float *pm = mean.data_ptr<float>(), *pi = inv.data_ptr<float>();
  float *pr = dr.data_ptr<float>(), *pd = dy.data_ptr<float>(), *ps = sums.data_ptr<float>();
  at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      for (int b = 0; b < C; b += 8) {
        const v8 m = load(pm + (k % n) * C + b), v = load(pi + (k % n) * C + b), zero = {};
        v8 s = {}, q = {};
        for (int64_t i = 0; i < P; i++) {
          const int64_t at = (k * P + i) * C + b;
          const v8 d = load(po + at) > zero ? load(pg + at) : zero;
          store(pr + at, d);
          s += d;
          q += d * (load(py + at) - m) * v;
        }
        float* o = ps + (k / n) * 2 * n * C + (k % n) * C + b;
        store(o, s);
        store(o + n * C, q);
      }
  });
  auto total = sums.to(torch::kDouble).sum(0);
  auto dbeta = total[0].to(torch::kFloat), dgamma = total[1].to(torch::kFloat);
  const double count = double(N * P);
  auto a = (gamma * inv).contiguous();
  auto mb = (total[0] / count).to(torch::kFloat).contiguous(), mg = (total[1] / count).to(torch::kFloat).contiguous();
  const float *pa = a.data_ptr<float>(), *pmb = mb.data_ptr<float>(), *pmg = mg.data_ptr<float>();
  at::parallel_for(0, N * n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      for (int b = 0; b < C; b += 8) {
        const int64_t c = (k % n) * C + b;
        const v8 m = load(pm + c), v = load(pi + c), sc = load(pa + c), m0 = load(pmb + c), m1 = load(pmg + c);
        for (int64_t i = 0; i < P; i++) {
          const int64_t at = (k * P + i) * C + b;
          const v8 hat = (load(py + at) - m) * v;
          store(pd + at, (load(pr + at) - m0 - hat * m1) * sc);
        }
      }
  });
  return {dy, dgamma, dbeta, dr};
}

// Upsample-add. deep [N][D][h][w][16], skip [N][T][2h][2w][16], adds int32 [T][per] -> skip + nearest x2 of the sums
torch::Tensor join_forward(torch::Tensor deep, torch::Tensor skip, torch::Tensor adds) {
  const int64_t N = deep.size(0), D = deep.size(1), h = deep.size(2), w = deep.size(3), T = skip.size(1);
  const int64_t per = adds.size(1);
  auto out = torch::empty_like(skip);
  const float *pd = deep.data_ptr<float>(), *ps = skip.data_ptr<float>();
  const int32_t* pa = adds.data_ptr<int32_t>();
  float* po = out.data_ptr<float>();
  at::parallel_for(0, N * T, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      for (int64_t y = 0; y < h; y++)
        for (int64_t x = 0; x < w; x++)
          for (int b = 0; b < C; b += 8) {
            v8 s = {};
            for (int64_t i = 0; i < per; i++) {
              const int64_t tile = (k / T) * D + pa[(k % T) * per + i];
              s += load(pd + ((tile * h + y) * w + x) * C + b);
            }
            for (int j = 0; j < 4; j++) {
              const int64_t at = ((k * 2 * h + 2 * y + (j >> 1)) * 2 * w + 2 * x + (j & 1)) * C + b;
              store(po + at, load(ps + at) + s);
            }
          }
  });
  return out;
}

// -> the gradient of `deep` (that of `skip` is g itself)
torch::Tensor join_backward(torch::Tensor g, torch::Tensor adds, int64_t deep_tiles) {
  const int64_t N = g.size(0), T = g.size(1), h = g.size(2) / 2, w = g.size(3) / 2, per = adds.size(1);
  auto dx = torch::zeros({N, deep_tiles, h, w, C}, g.options());
  const float* pg = g.data_ptr<float>();
  const int32_t* pa = adds.data_ptr<int32_t>();
  float* pd = dx.data_ptr<float>();
  at::parallel_for(0, N, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin * T; k < end * T; k++)
      for (int64_t y = 0; y < h; y++)
        for (int64_t x = 0; x < w; x++)
          for (int b = 0; b < C; b += 8) {
            v8 s = {};
            for (int j = 0; j < 4; j++)
              s += load(pg + ((k * 2 * h + 2 * y + (j >> 1)) * 2 * w + 2 * x + (j & 1)) * C + b);
            for (int64_t i = 0; i < per; i++) {
              const int64_t tile = (k / T) * deep_tiles + pa[(k % T) * per + i];
              float* d = pd + ((tile * h + y) * w + x) * C + b;
              store(d, load(d) + s);
            }
          }
  });
  return dx;
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
  m.def("mix_forward", &mix_forward);
  m.def("mix_backward", &mix_backward);
  m.def("stem_forward", &stem_forward);
  m.def("stem_backward", &stem_backward);
  m.def("join_forward", &join_forward);
  m.def("join_backward", &join_backward);
  m.def("norm_forward", &norm_forward);
  m.def("norm_backward", &norm_backward);
}
