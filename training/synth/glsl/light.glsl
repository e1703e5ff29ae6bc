// SPDX-License-Identifier: Apache-2.0
uniform int soft; uniform vec3 light; uniform vec3 eye; uniform float sun; uniform float ambient; uniform int place;
uniform sampler2D shadow_map; uniform mat4 light_matrix;
uniform vec3 blobs[32]; uniform int blob_count;
float lit(vec3 world, float slope) {
  vec4 at = light_matrix * vec4(world, 1.0); vec3 uv = at.xyz / at.w * 0.5 + 0.5;
  if (any(lessThan(uv, vec3(0.0))) || any(greaterThan(uv, vec3(1.0)))) return 1.0;
  float s = 0.0; vec2 texel = 1.0 / vec2(textureSize(shadow_map, 0));
  for (int y = -soft; y <= soft; y++) for (int x = -soft; x <= soft; x++)
    s += step(uv.z - slope, texture(shadow_map, uv.xy + vec2(x, y) * texel * 1.5).r);
  return s / float((2 * soft + 1) * (2 * soft + 1));
}
float occluded(vec3 p) {                     // how much of the sky is hidden where feet and boxes touch the ground
  float sum = 0.0;
  for (int k = 0; k < blob_count; k++) { vec2 d = p.xz - blobs[k].xy; sum += 0.55 * exp(-dot(d, d) / (blobs[k].z * blobs[k].z)); }
  return min(0.75, sum);
}
vec3 sky_light(vec3 n) {
  vec3 above = place == 0 || place == 3 ? vec3(1.0, 0.98, 0.95) : vec3(0.78, 0.9, 1.1);
  vec3 below = place == 1 ? vec3(0.30, 0.33, 0.22) : vec3(0.45, 0.42, 0.38);
  return mix(below, above, 0.5 + 0.5 * n.y) * ambient;
}
vec3 sun_light() { return (place == 0 || place == 3 ? vec3(1.0, 0.96, 0.9) : vec3(1.0, 0.95, 0.85)) * sun; }
vec3 film(vec3 c) { c = mix(vec3(dot(c, vec3(0.3, 0.6, 0.1))), c, 0.9) * 0.92; c = c * (1.0 + c * 0.12) / (1.0 + c * 0.6); return pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2)); }
