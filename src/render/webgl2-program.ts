// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';

/**
 * Marks: every instance is a rectangle round its line. How far a pixel's centre lies from the line decides how much of
 * it is covered (a signed distance, half a px of softening on each side), which is what canvases do within 1/255.
 */
export const MARK_VERTEX = `#version 300 es
layout(location = 0) in vec4 ends;
layout(location = 1) in vec4 size;
layout(location = 2) in vec4 fill;
layout(location = 3) in vec4 ring;
uniform vec2 canvas;
out vec2 place;
flat out vec4 at;
flat out vec4 how;
flat out vec4 inside;
flat out vec4 edge;
void main() {
  vec2 along = ends.zw - ends.xy;
  float length_ = length(along);
  vec2 unit = length_ > 0.0 ? along / length_ : vec2(1.0, 0.0);
  float reach = size.x + size.y * 0.5 + 1.0;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = mix(ends.xy - unit * reach, ends.zw + unit * reach, corner.x);
  place += vec2(-unit.y, unit.x) * reach * (corner.y * 2.0 - 1.0);
  at = ends;
  how = size;
  inside = fill;
  edge = ring;
  gl_Position = vec4(place / canvas * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}`;

export const MARK_FRAGMENT = `#version 300 es
precision highp float;
in vec2 place;
flat in vec4 at;
flat in vec4 how;
flat in vec4 inside;
flat in vec4 edge;
out vec4 colour;
void main() {
  vec2 along = at.zw - at.xy;
  float length_ = length(along);
  vec2 unit = length_ > 0.0 ? along / length_ : vec2(1.0, 0.0);
  vec2 local = place - at.xy;
  float forward = dot(local, unit);
  float aside = abs(dot(local, vec2(-unit.y, unit.x)));
  float beyond = max(-forward, forward - length_);
  float round_ = length(vec2(max(beyond, 0.0), aside)) - how.x;
  float cover = clamp(0.5 - round_, 0.0, 1.0);
  if (how.z > 0.5) cover = clamp(0.5 - beyond, 0.0, 1.0) * clamp(0.5 - (aside - how.x), 0.0, 1.0);
  float line = how.y > 0.0 ? clamp(0.5 - (abs(round_) - how.y * 0.5), 0.0, 1.0) : 0.0;
  vec4 below = vec4(inside.rgb, 1.0) * inside.a * cover;
  vec4 above = vec4(edge.rgb, 1.0) * edge.a * line;
  colour = above + below * (1.0 - above.a);
}`;

/** Pictures and letters: rectangles of a texture with premultiplied alpha. */
export const SPRITE_VERTEX = `#version 300 es
layout(location = 0) in vec4 rectangle;
layout(location = 1) in vec4 part;
layout(location = 2) in vec4 tint;
uniform vec2 canvas;
out vec2 texel;
flat out vec4 light;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  texel = part.xy + part.zw * corner;
  light = tint;
  vec2 place = rectangle.xy + rectangle.zw * corner;
  gl_Position = vec4(place / canvas * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}`;

export const SPRITE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 texel;
flat in vec4 light;
uniform sampler2D picture;
out vec4 colour;
void main() {
  colour = texture(picture, texel) * vec4(light.rgb, 1.0) * light.a;
}`;

/** A program that draws instances made of vectors of four floats. */
export interface InstanceProgram {
  /** Draws `count` instances that lie one after the other at the start of `data`, on a canvas of this size. */
  draw(data: Float32Array, count: number, width: number, height: number): void;
  dispose(): void;
}

export function createInstanceProgram(
  gl: WebGL2RenderingContext,
  vertex: string,
  fragment: string,
  vectors: number,
): InstanceProgram {
  const program = link(gl, vertex, fragment);
  const canvas = gl.getUniformLocation(program, 'canvas');
  const layout = gl.createVertexArray();
  const buffer = gl.createBuffer();
  let room = 0;
  gl.bindVertexArray(layout);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  for (let k = 0; k < vectors; k++) {
    gl.enableVertexAttribArray(k);
    gl.vertexAttribPointer(k, 4, gl.FLOAT, false, vectors * 16, k * 16);
    gl.vertexAttribDivisor(k, 1);
  }

  return {
    draw(data, count, width, height) {
      if (count === 0) return;
      gl.useProgram(program);
      gl.uniform2f(canvas, width, height);
      gl.bindVertexArray(layout);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      if (data.byteLength > room) {
        gl.bufferData(gl.ARRAY_BUFFER, data.byteLength, gl.DYNAMIC_DRAW);
        room = data.byteLength;
      }
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, data, 0, count * vectors * 4);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
    },
    dispose() {
      gl.deleteBuffer(buffer);
      gl.deleteVertexArray(layout);
      gl.deleteProgram(program);
    },
  };
}

function link(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader)
      throw new PoseError('unsupported', 'the WebGL 2 context makes no shader, expected one that is not lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const log = gl.getProgramInfoLog(program) ?? '';
    throw new PoseError('unsupported', `the WebGL 2 context refuses the renderer's shaders: ${log.trim()}`);
  }
  return program;
}
