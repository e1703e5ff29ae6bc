// SPDX-License-Identifier: Apache-2.0
in vec3 world; in vec4 reg; in vec4 fc; in vec3 rs; out vec2 answer;
uniform float id; uniform vec3 eye; uniform vec3 forward;
#include "cuts.glsl"
void main() { cut(reg, fc, rs); answer = vec2(id, dot(world - eye, forward)); }
