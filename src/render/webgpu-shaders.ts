// SPDX-License-Identifier: Apache-2.0
// The same arithmetic as in webgl2-program.ts, in WGSL.

export const MARK_SHADER = `
struct Mark { ends: vec4f, size: vec4f, fill: vec4f, ring: vec4f }
struct Corner {
  @builtin(position) clip: vec4f,
  @location(0) place: vec2f,
  @location(1) @interpolate(flat) mark: u32,
}
@group(0) @binding(0) var<uniform> canvas: vec4f;
@group(0) @binding(1) var<storage, read> marks: array<Mark>;

fn direction(along: vec2f) -> vec2f {
  let long = length(along);
  return select(vec2f(1.0, 0.0), along / max(long, 1e-9), long > 0.0);
}

@vertex fn vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> Corner {
  let mark = marks[instance];
  let unit = direction(mark.ends.zw - mark.ends.xy);
  let reach = mark.size.x + mark.size.y * 0.5 + 1.0;
  let corner = vec2f(f32(vertex & 1u), f32(vertex >> 1u));
  var place = mix(mark.ends.xy - unit * reach, mark.ends.zw + unit * reach, corner.x);
  place += vec2f(-unit.y, unit.x) * reach * (corner.y * 2.0 - 1.0);
  return Corner(vec4f(place / canvas.xy * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0), 0.0, 1.0), place, instance);
}

@fragment fn fragment(corner: Corner) -> @location(0) vec4f {
  let mark = marks[corner.mark];
  let along = mark.ends.zw - mark.ends.xy;
  let unit = direction(along);
  let local = corner.place - mark.ends.xy;
  let forward = dot(local, unit);
  let aside = abs(dot(local, vec2f(-unit.y, unit.x)));
  let beyond = max(-forward, forward - length(along));
  let edge = length(vec2f(max(beyond, 0.0), aside)) - mark.size.x;
  let round_cover = clamp(0.5 - edge, 0.0, 1.0);
  let flat_cover = clamp(0.5 - beyond, 0.0, 1.0) * clamp(0.5 - (aside - mark.size.x), 0.0, 1.0);
  let cover = select(round_cover, flat_cover, mark.size.z > 0.5);
  let line = select(0.0, clamp(0.5 - (abs(edge) - mark.size.y * 0.5), 0.0, 1.0), mark.size.y > 0.0);
  let below = vec4f(mark.fill.rgb, 1.0) * mark.fill.a * cover;
  let above = vec4f(mark.ring.rgb, 1.0) * mark.ring.a * line;
  return above + below * (1.0 - above.a);
}`;

export const SPRITE_SHADER = `
struct Sprite { rectangle: vec4f, part: vec4f, tint: vec4f }
struct Corner {
  @builtin(position) clip: vec4f,
  @location(0) texel: vec2f,
  @location(1) @interpolate(flat) tint: vec4f,
}
@group(0) @binding(0) var<uniform> canvas: vec4f;
@group(0) @binding(1) var<storage, read> sprites: array<Sprite>;
@group(0) @binding(2) var picture: texture_2d<f32>;
@group(0) @binding(3) var linear: sampler;

@vertex fn vertex(@builtin(vertex_index) vertex: u32, @builtin(instance_index) instance: u32) -> Corner {
  let sprite = sprites[instance];
  let corner = vec2f(f32(vertex & 1u), f32(vertex >> 1u));
  let place = sprite.rectangle.xy + sprite.rectangle.zw * corner;
  let clip = vec4f(place / canvas.xy * vec2f(2.0, -2.0) + vec2f(-1.0, 1.0), 0.0, 1.0);
  return Corner(clip, sprite.part.xy + sprite.part.zw * corner, sprite.tint);
}

@fragment fn fragment(corner: Corner) -> @location(0) vec4f {
  return textureSample(picture, linear, corner.texel) * vec4f(corner.tint.rgb, 1.0) * corner.tint.a;
}`;
