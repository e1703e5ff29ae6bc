// SPDX-License-Identifier: Apache-2.0
// The widest vectors of this machine, and the two 16x16 products that most of the training time goes into.
#pragma once

#include <cstdint>

namespace poseswarm {

constexpr int C = 16;  // channels of a message tile: a pixel is 64 bytes, one AVX-512 register or two AVX ones

#ifdef __AVX512F__
constexpr int LANES = 16;
constexpr int BLOCK = 8;        // pixels that share each load of a weight row
constexpr int OUTER_ROWS = 16;  // rows of a weight gradient kept in registers
#else
constexpr int LANES = 8;
constexpr int BLOCK = 6;  // 12 sums, 2 rows and a pixel's value in 16 registers
constexpr int OUTER_ROWS = 4;
#endif
constexpr int PARTS = C / LANES;

// `aligned(4)`: loads and stores may start at any float; `may_alias`: they read what was written as plain floats.
typedef float vec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

inline vec load(const float* p) { return *reinterpret_cast<const vec*>(p); }
inline void store(float* p, vec v) { *reinterpret_cast<vec*>(p) = v; }
inline vec positive(vec v) {
  const vec zero = {};
  return v > zero ? v : zero;
}
// The gradient behind a ReLU: g where the result was positive.
inline vec where_positive(vec out, vec g) {
  const vec zero = {};
  return out > zero ? g : zero;
}

template <int K>
inline void matmul_pixels(const float* x, const float* w, float* y) {
  vec s[K][PARTS] = {};
  for (int i = 0; i < C; i++) {
    vec row[PARTS];
    for (int c = 0; c < PARTS; c++) row[c] = load(w + i * C + c * LANES);
#pragma GCC unroll 8
    for (int k = 0; k < K; k++)
      for (int c = 0; c < PARTS; c++) s[k][c] += x[k * C + i] * row[c];
  }
  for (int k = 0; k < K; k++)
    for (int c = 0; c < PARTS; c++) store(y + k * C + c * LANES, s[k][c]);
}

// y[p][o] = sum_i x[p][i] * w[i][o]
inline void tile_matmul(const float* x, const float* w, float* y, int64_t pixels) {
  int64_t p = 0;
  for (; p + BLOCK <= pixels; p += BLOCK) matmul_pixels<BLOCK>(x + p * C, w, y + p * C);
  for (; p + 2 <= pixels; p += 2) matmul_pixels<2>(x + p * C, w, y + p * C);
  for (; p < pixels; p++) matmul_pixels<1>(x + p * C, w, y + p * C);
}

// dw[i][o] += sum_p x[p][i] * g[p][o]
inline void tile_outer(const float* x, const float* g, float* dw, int64_t pixels) {
  for (int i = 0; i < C; i += OUTER_ROWS) {
    vec s[OUTER_ROWS][PARTS];
    for (int k = 0; k < OUTER_ROWS; k++)
      for (int c = 0; c < PARTS; c++) s[k][c] = load(dw + (i + k) * C + c * LANES);
    for (int64_t p = 0; p < pixels; p++)
      for (int c = 0; c < PARTS; c++) {
        const vec v = load(g + p * C + c * LANES);
#pragma GCC unroll 16
        for (int k = 0; k < OUTER_ROWS; k++) s[k][c] += x[p * C + i + k] * v;
      }
    for (int k = 0; k < OUTER_ROWS; k++)
      for (int c = 0; c < PARTS; c++) store(dw + (i + k) * C + c * LANES, s[k][c]);
  }
}

}  // namespace poseswarm
