// SPDX-License-Identifier: Apache-2.0
uniform mat4 clip; uniform vec3 eye; uniform float inflate; uniform float bias;
in vec3 position; in vec3 normal; in vec4 region; in vec4 face; in vec3 rest;
out vec3 world; out vec3 n; out vec4 reg; out vec4 fc; out vec3 rs;
void main() {
  world = position + normal * inflate; n = normal; reg = region; fc = face; rs = rest;
  gl_Position = clip * vec4(world, 1.0);
  // Outer layers win against inner ones that poke through: only their depth moves towards the camera.
  vec4 nearer = clip * vec4(world + normalize(eye - world) * bias, 1.0);
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
}
