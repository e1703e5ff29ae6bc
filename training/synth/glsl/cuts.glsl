// SPDX-License-Identifier: Apache-2.0
uniform float sleeve_max; uniform vec2 leg_range; uniform vec2 trunk_range; uniform float neck; uniform float scalp_min;
void cut(vec4 reg, vec4 fc, vec3 rs) {
  if (reg.x > sleeve_max || reg.y < leg_range.x || reg.y > leg_range.y || reg.w < scalp_min) discard;
  float top = trunk_range.y - (rs.z > 0.0 ? neck * max(0.0, 1.0 - abs(fc.x) * 0.9) : 0.0);
  if (reg.x < -0.5 && (reg.z < trunk_range.x || reg.z > top)) discard;
}
