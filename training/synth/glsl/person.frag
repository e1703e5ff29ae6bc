// SPDX-License-Identifier: Apache-2.0
in vec3 world; in vec3 n; in vec4 reg; in vec4 fc; in vec3 rs; out vec4 colour;
uniform int material; uniform vec3 base; uniform vec3 second; uniform int pattern; uniform vec3 eye_centre; uniform vec3 hair;
uniform float brows; uniform sampler2D prints;
#include "noise.glsl"
#include "light.glsl"
#include "cuts.glsl"
void main() {
  cut(reg, fc, rs);
  vec3 normal = normalize(gl_FrontFacing ? n : -n), view = normalize(eye - world), l = normalize(light);
  vec3 albedo = linear(base); float gloss = 0.05, power = 12.0, wrap = 0.15;
  if (material == 0) {                       // skin
    wrap = 0.3; gloss = 0.10; power = 18.0;
    albedo *= 0.94 + 0.12 * fbm(rs * 60.0);
    vec3 f = fc.xyz;
    bool front = f.z > -1.2 && f.y > -3.2 && f.y < 2.5;
    if (front) {
      float cheek = exp(-(pow(abs(f.x) - 0.75, 2.0) * 5.0 + pow(f.y + 0.75, 2.0) * 5.0));
      albedo *= mix(vec3(1.0), vec3(1.06, 0.88, 0.86), cheek);
      float lips = smoothstep(0.30, 0.6, fc.w);
      albedo = mix(albedo, albedo * vec3(0.92, 0.55, 0.55), lips * 0.8);
      float arch = 0.36 + 0.10 * (1.0 - pow((abs(f.x) - 0.55) * 2.2, 2.0));
      float brow = (1.0 - smoothstep(0.05, 0.10, abs(f.y - arch))) * smoothstep(0.14, 0.24, abs(f.x)) * (1.0 - smoothstep(0.80, 0.95, abs(f.x)));
      albedo = mix(albedo, linear(hair) * 0.8, brow * brows * step(-0.2, f.z));
      float socket = exp(-(pow((abs(f.x) - 0.5) * 2.6, 2.0) + pow((f.y - 0.02) * 4.5, 2.0)));
      albedo *= 1.0 - 0.35 * socket;
    }
  } else if (material == 1) {                // cloth
    wrap = 0.12;
    float weave = fbm(rs * vec3(9.0, 16.0, 9.0));
    vec3 fold = vec3(noise(rs * vec3(14.0, 5.0, 14.0)), noise(rs * vec3(13.0, 6.0, 13.0) + 5.0), noise(rs * vec3(15.0, 5.0, 15.0) + 9.0)) - 0.5;
    normal = normalize(normal + 0.38 * fold);
    float mask = 0.0;
    if (pattern == 1) mask = step(0.5, fract((reg.x > 0.2 ? reg.x * 2.6 : rs.y * 11.0)));
    if (pattern == 2) mask = 0.5 * step(0.5, fract(rs.x * 12.0)) + 0.5 * step(0.5, fract(rs.y * 12.0));
    if (pattern == 3) mask = smoothstep(0.695, 0.705, reg.x > -0.5 ? 1.0 : reg.z);
    if (pattern == 4) albedo = linear(texture(prints, rs.xy * 0.8 + second.xy).rgb);
    albedo = mix(albedo, linear(second), mask) * (0.85 + 0.3 * weave);
  } else if (material == 2) {                // hair
    float strand = noise(vec3(rs.x * 140.0, rs.y * 18.0, rs.z * 140.0));
    albedo *= 0.5 + strand * (0.6 + 0.6 * noise(rs * 40.0)); gloss = 0.035; power = 7.0; wrap = 0.1;
    normal = normalize(normal + 0.5 * (vec3(noise(rs * vec3(120.0, 12.0, 120.0)), noise(rs * 70.0), noise(rs * vec3(110.0, 14.0, 110.0) + 3.0)) - 0.5));
  } else if (material == 3) {                // eye
    float forward = normalize(rs - eye_centre).z;
    albedo = mix(vec3(0.72, 0.70, 0.68), linear(base), smoothstep(0.885, 0.91, forward));
    albedo = mix(albedo, vec3(0.01), smoothstep(0.965, 0.975, forward)); gloss = 0.5; power = 60.0;
  } else if (material == 4) {                // things
    albedo *= 0.85 + 0.3 * fbm(vec3(world.x * 2.0, world.y * 30.0, world.z * 2.0) + base * 9.0);
  }
  float facing = dot(normal, l), shade = lit(world + n * 0.012, 0.0012);
  vec3 diffuse = sun_light() * max(0.0, (facing + wrap) / (1.0 + wrap)) * mix(1.0, shade, step(0.0, facing + wrap));
  float contact = mix(0.6, 1.0, smoothstep(0.0, 0.35, world.y));
  vec3 fill = vec3(0.25) * ambient * max(0.0, dot(normal, view));
  vec3 c = albedo * (diffuse + (sky_light(normal) + fill) * contact);
  if (material == 0) c += albedo * vec3(0.10, 0.02, 0.0) * pow(1.0 - max(0.0, dot(normal, view)), 2.0) * ambient;
  c += gloss * sun_light() * shade * pow(max(0.0, dot(normal, normalize(l + view))), power) * step(0.0, facing);
  colour = vec4(film(c), 1.0);
}
