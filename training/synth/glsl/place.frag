// SPDX-License-Identifier: Apache-2.0
in vec2 at; out vec4 colour;
uniform mat4 clip; uniform mat4 unclip; uniform vec3 ground; uniform vec3 wall; uniform float wall_z; uniform float seed;
#include "noise.glsl"
#include "light.glsl"
vec3 planks(vec3 p) {
  float row = floor(p.x * 6.0), shift = hash(vec3(row, 3.0, seed)) * 1.5, end = floor((p.z + shift) / 1.2);
  float tone = 0.8 + 0.4 * hash(vec3(row, end, seed));
  float gap = smoothstep(0.0, 0.03, fract(p.x * 6.0)) * smoothstep(0.0, 0.004, fract((p.z + shift) / 1.2));
  return vec3(tone * mix(0.55, 1.0, gap) * (0.85 + 0.3 * fbm(vec3(p.x * 30.0, row, p.z * 2.5))));
}
vec3 tiles(vec3 p) {
  vec2 cell = fract(p.xz / 0.6), id = floor(p.xz / 0.6);
  float gap = smoothstep(0.0, 0.02, cell.x) * smoothstep(0.0, 0.02, cell.y);
  return vec3((0.88 + 0.18 * hash(vec3(id, seed))) * mix(0.6, 1.0, gap) * (0.9 + 0.2 * fbm(p * 9.0)));
}
void main() {
  vec4 far = unclip * vec4(at, 1.0, 1.0); vec3 ray = normalize(far.xyz / far.w - eye);
  float t_ground = ray.y < -1e-4 ? -eye.y / ray.y : 1e9;
  float t_wall = (place == 0 || place == 3) && ray.z < 0.0 ? (wall_z - eye.z) / ray.z : 1e9;
  float t = min(t_ground, t_wall); vec3 p = eye + ray * t, albedo, normal = vec3(0, 1, 0); bool sky = false;
  float fade = 0.0;
  if (t_wall < t_ground) {
    normal = vec3(0, 0, 1); albedo = linear(wall) * (0.95 + 0.1 * fbm(p * 2.0 + seed));
    if (p.y < 0.10) albedo = linear(vec3(0.9)) * 0.9;
    else if (p.y < 0.115) albedo *= 0.55;
    if (place == 3) {                       // hall: wood up to the shoulders, painted above
      if (p.y < 1.25) albedo = linear(vec3(0.62, 0.47, 0.33)) * (0.7 + 0.3 * step(0.04, fract(p.x * 2.5))) * (0.8 + 0.4 * fbm(vec3(p.x * 20.0, p.y * 1.5, 1.0)));
    } else {                                // room: a framed picture and a window
      vec2 frame = abs(p.xy - vec2(-1.55, 1.75)) - vec2(0.42, 0.30);
      float d = max(frame.x, frame.y);
      if (d < 0.0) albedo = d > -0.035 ? linear(vec3(0.25, 0.18, 0.12)) : mix(linear(vec3(0.85, 0.62, 0.35)), linear(vec3(0.18, 0.35, 0.48)), smoothstep(1.55, 1.85, p.y + 0.3 * fbm(p * 4.0 + seed)));
      else albedo *= 0.75 + 0.25 * smoothstep(0.0, 0.10, d);
      vec2 pane = abs(p.xy - vec2(1.75, 1.70)) - vec2(0.60, 0.75); d = max(pane.x, pane.y);
      if (d < 0.0) {
        bool bar = d > -0.06 || abs(p.x - 1.75) < 0.025 || abs(p.y - 1.80) < 0.025;
        albedo = bar ? vec3(0.8) : mix(vec3(0.75, 0.9, 1.1), vec3(0.35, 0.5, 0.3), smoothstep(1.5, 1.1, p.y + 0.2 * fbm(vec3(p.x * 3.0, 1.0, seed)))) * 1.5;
      }
    }
  } else if (t_ground < 60.0) {
    float d = length(p - eye);
    if (place == 0) albedo = linear(ground) * planks(p);
    else if (place == 1) {
      float tuft = fbm(vec3(p.x * 22.0, seed, p.z * 22.0)), patchy = fbm(vec3(p.x * 0.7, seed, p.z * 0.7));
      albedo = linear(ground) * mix(0.45 + 1.1 * tuft, 1.0, smoothstep(6.0, 25.0, d)) * (0.65 + 0.7 * patchy);
      albedo = mix(albedo, linear(vec3(0.62, 0.56, 0.36)), 0.35 * smoothstep(0.5, 0.75, patchy));
    } else if (place == 2) {
      vec2 cell = fract(vec2(p.x / 0.5 + 0.5 * mod(floor(p.z / 0.5), 2.0), p.z / 0.5));
      float gap = smoothstep(0.0, 0.03, cell.x) * smoothstep(0.0, 0.03, cell.y);
      albedo = linear(ground) * mix(mix(0.7, 1.0, gap), 1.0, smoothstep(8.0, 20.0, d)) * (0.75 + 0.4 * fbm(p * 5.0 + seed));
    } else albedo = linear(ground) * tiles(p);
    fade = smoothstep(8.0, 60.0, d);
  } else sky = true;
  vec3 horizon = place == 1 ? vec3(0.80, 0.90, 1.0) : vec3(0.88, 0.92, 0.97);
  if (place == 1 || place == 2) horizon *= 1.3;
  vec3 c;
  if (sky) {
    float up = max(0.0, ray.y), angle = atan(ray.x, -ray.z);
    c = mix(horizon, vec3(0.32, 0.55, 0.95), pow(up, 0.55));
    float cloud = smoothstep(0.5, 0.85, fbm(vec3(ray.x, ray.z, 0.0) / (up + 0.18) * 1.3 + seed));
    c = mix(c, vec3(1.35), cloud * 0.75 * smoothstep(0.0, 0.15, up));
    if (place == 1) {                       // far trees
      float top = 0.035 + 0.055 * fbm(vec3(angle * 7.0, seed, 1.0)) + 0.03 * fbm(vec3(angle * 40.0, seed, 2.0));
      float leaves = fbm(vec3(angle * 90.0, ray.y * 90.0, seed));
      c = mix(mix(vec3(0.16, 0.24, 0.09), vec3(0.30, 0.40, 0.18), leaves), c, smoothstep(top - 0.004, top + 0.004, up));
    } else {                                // far houses
      float block = floor(angle * 9.0 + seed), top = 0.10 + 0.22 * hash(vec3(block, 2.0, seed));
      if (up < top) {
        vec2 w = fract(vec2(angle * 9.0 * 6.0, up * 40.0));
        float window = step(0.25, w.x) * step(w.x, 0.7) * step(0.3, w.y) * step(w.y, 0.8);
        vec3 facade = mix(vec3(0.55, 0.42, 0.34), vec3(0.66, 0.64, 0.60), hash(vec3(block, 5.0, seed)));
        c = mix(facade * (0.85 + 0.2 * fbm(vec3(angle * 60.0, up * 60.0, 1.0))), vec3(0.22, 0.28, 0.34), window * 0.8);
        c = mix(c, horizon, 0.22);
      }
    }
  } else {
    float near = normal.y > 0.5 ? occluded(p) : 0.0;
    float shade = lit(p + normal * 0.01, 0.0015);
    c = albedo * (sun_light() * max(0.0, dot(normal, normalize(light))) * shade + sky_light(normal) * (1.0 - near));
    if (place == 0 || place == 3) c *= 1.08 - 0.10 * length(p.xy - vec2(0.0, 1.2));
    c = mix(c, horizon, fade * 0.8);
    vec4 q = clip * vec4(p, 1.0); gl_FragDepth = clamp(q.z / q.w * 0.5 + 0.5, 0.0, 0.99999);
  }
  if (sky) gl_FragDepth = 0.99999;
  colour = vec4(film(max(c, 0.0)), 1.0);
}
