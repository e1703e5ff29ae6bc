// SPDX-License-Identifier: Apache-2.0
in vec3 world; in vec4 reg; in vec4 fc; in vec3 rs;
#include "cuts.glsl"
void main() { cut(reg, fc, rs); }
