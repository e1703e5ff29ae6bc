// SPDX-License-Identifier: Apache-2.0
// What an agent does before its 16x16 product: it collects four quads of its neighbours and filters them 3x3; and the
// gradients of both. Buffers called `padded` have one zero pixel all round and `row` floats a line.
#pragma once

#include <cstring>

#include "vectors.h"

namespace poseswarm {

// The four quads that an agent reads (16 bytes of every pixel each), into the inside of a padded tile.
inline void gather(const float* x, const int32_t* reads, int h, int w, float* padded) {
  const int64_t row = int64_t(w + 2) * C, tile = int64_t(h) * w * C;
  const float* from[4];
  for (int q = 0; q < 4; q++) from[q] = x + (reads[q] >> 2) * tile + (reads[q] & 3) * 4;
  for (int y = 0; y < h; y++) {
    float* to = padded + row * (y + 1) + C;
    const int64_t line = int64_t(y) * w * C;
    for (int64_t i = 0; i < int64_t(w) * C; i += C)
      for (int q = 0; q < 4; q++) std::memcpy(to + i + q * 4, from[q] + line + i, 16);
  }
}

// The gradient of `gather`: adds the pixels of a tile to the quads they came from. `from` has `row` floats a line.
inline void scatter(const float* from, int64_t row, const int32_t* reads, int h, int w, float* dx) {
  typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));
  const int64_t tile = int64_t(h) * w * C;
  float* to[4];
  for (int q = 0; q < 4; q++) to[q] = dx + (reads[q] >> 2) * tile + (reads[q] & 3) * 4;
  for (int y = 0; y < h; y++) {
    const int64_t line = int64_t(y) * w * C;
    for (int64_t i = 0; i < int64_t(w) * C; i += C)
      for (int q = 0; q < 4; q++)
        *reinterpret_cast<quad*>(to[q] + line + i) += *reinterpret_cast<const quad*>(from + row * y + i + q * 4);
  }
}

// out [rows][wo][16] from a padded tile, tap-major kernel k [9][16].
inline void depthwise(const float* padded, int64_t row, const float* k, int stride, int rows, int wo, float* out) {
  for (int c = 0; c < C; c += LANES) {
    vec t[9];
    for (int i = 0; i < 9; i++) t[i] = load(k + i * C + c);
    int y = 0;
    // Two lines at once share the two input lines between them: 12 loads for 18 multiply-adds.
    for (; stride == 1 && y + 2 <= rows; y += 2)
      for (int x = 0; x < wo; x++) {
        const float* p = padded + y * row + x * C + c;
        vec s0 = {}, s1 = {};
#pragma GCC unroll 3
        for (int i = 0; i < 3; i++) {
          const vec a = load(p + i * C), b = load(p + row + i * C), d = load(p + 2 * row + i * C);
          s0 += t[i] * a + t[3 + i] * b + t[6 + i] * d;
          s1 += t[i] * b + t[3 + i] * d + t[6 + i] * load(p + 3 * row + i * C);
        }
        store(out + (int64_t(y) * wo + x) * C + c, s0);
        store(out + (int64_t(y + 1) * wo + x) * C + c, s1);
      }
    for (; y < rows; y++)
      for (int x = 0; x < wo; x++) {
        const float* p = padded + int64_t(y) * stride * row + int64_t(x) * stride * C + c;
        vec s = {};
#pragma GCC unroll 9
        for (int i = 0; i < 9; i++) s += t[i] * load(p + (i / 3) * row + (i % 3) * C);
        store(out + (int64_t(y) * wo + x) * C + c, s);
      }
  }
}

// dk[t] += sum over g [rows][wo][16] of input(t) * g
inline void depthwise_weights(const float* padded, int64_t row, const float* g, int stride, int rows, int wo,
                              float* dk) {
  for (int c = 0; c < C; c += LANES) {
    vec s[9];
    for (int i = 0; i < 9; i++) s[i] = load(dk + i * C + c);
    int y = 0;
    for (; stride == 1 && y + 2 <= rows; y += 2)
      for (int x = 0; x < wo; x++) {
        const float* p = padded + y * row + x * C + c;
        const vec g0 = load(g + (int64_t(y) * wo + x) * C + c), g1 = load(g + (int64_t(y + 1) * wo + x) * C + c);
#pragma GCC unroll 3
        for (int i = 0; i < 3; i++) {
          const vec b = load(p + row + i * C), d = load(p + 2 * row + i * C);
          s[i] += g0 * load(p + i * C) + g1 * b;
          s[3 + i] += g0 * b + g1 * d;
          s[6 + i] += g0 * d + g1 * load(p + 3 * row + i * C);
        }
      }
    for (; y < rows; y++)
      for (int x = 0; x < wo; x++) {
        const float* p = padded + int64_t(y) * stride * row + int64_t(x) * stride * C + c;
        const vec v = load(g + (int64_t(y) * wo + x) * C + c);
#pragma GCC unroll 9
        for (int i = 0; i < 9; i++) s[i] += v * load(p + (i / 3) * row + (i % 3) * C);
      }
    for (int i = 0; i < 9; i++) store(dk + i * C + c, s[i]);
  }
}

// The gradient of a stride-2 `depthwise` for its padded input: every output pixel owns a block of 2x2 input pixels, to
// which it and its upper and left neighbours add. g padded (ho + 2 lines), dpadded (2 ho + 2 lines of 2 wo + 2 pixels).
inline void depthwise_input2(const float* g, const float* k, int ho, int wo, float* dpadded) {
  const int64_t row = int64_t(wo + 2) * C, to = int64_t(2 * wo + 2) * C;
  for (int c = 0; c < C; c += LANES) {
    vec t[9];
    for (int i = 0; i < 9; i++) t[i] = load(k + i * C + c);
    for (int y = 0; y <= ho; y++)
      for (int x = 0; x <= wo; x++) {
        const float* p = g + y * row + x * C + c;
        const vec a = load(p), b = load(p + C), d = load(p + row), e = load(p + row + C);
        float* o = dpadded + 2 * y * to + 2 * x * C + c;
        store(o, t[8] * a + t[6] * b + t[2] * d + t[0] * e);
        store(o + C, t[7] * b + t[1] * e);
        store(o + to, t[5] * d + t[3] * e);
        store(o + to + C, t[4] * e);
      }
  }
}

}  // namespace poseswarm
