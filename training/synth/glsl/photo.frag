// SPDX-License-Identifier: Apache-2.0
// Shadows on the unseen ground of a photo: black whose alpha is how much darker the photo becomes.
in vec2 at; out vec4 colour;
uniform mat4 unclip;
#include "light.glsl"
void main() {
  vec4 far = unclip * vec4(at, 1.0, 1.0); vec3 ray = normalize(far.xyz / far.w - eye);
  if (ray.y > -0.01) discard;
  vec3 p = eye - ray * (eye.y / ray.y);
  float bright = sun * max(0.0, normalize(light).y), all = bright + ambient;
  float left = bright * lit(p + vec3(0.0, 0.01, 0.0), 0.0015) + ambient * (1.0 - occluded(p));
  gl_FragDepth = 0.99999;
  colour = vec4(vec3(0.0), 1.0 - pow(left / all, 1.0 / 2.2));
}
