// SPDX-License-Identifier: Apache-2.0
// Layers that write messages: stem, mix and join. A thread makes one pixel of one tile, all 16 channels: four vec4f. An agent's
// weights are read once a group, into memory that its threads share.

export const MESSAGE_SHADERS = `
// A stem's 448 weights, or a mix agent's 416.
var<workgroup> own: array<vec4f, 112>;

fn fetch(look: u32, first: u32, count: u32, lane: u32) {
  let base = squads[look] * layer.weightRoom + layer.weights + first;
  for (var i = lane; i < count; i += 64u) { own[i] = weights[base + i]; }
  workgroupBarrier();
}

// NaN becomes 0, so that one broken agent does not spread it through the mesh.
fn relu(x: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(x) & vec4u(0x7fffffffu);
  return select(vec4f(), x, (x > vec4f()) & (bits <= vec4u(0x7f800000u)));
}

fn write(at: u32, a: vec4f, b: vec4f, c: vec4f, d: vec4f) {
  tiles[at] = relu(a);
  tiles[at + 1u] = relu(b);
  tiles[at + 2u] = relu(c);
  tiles[at + 3u] = relu(d);
}

@compute @workgroup_size(64)
fn stem(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let agent = group.y;
  let look = group.z;
  fetch(look, agent * 112u, 112u, lane);
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let room = look * layer.tileRoom;
  let left = i32(pixel % layer.outWidth) * 2 - 1;
  let top = i32(pixel / layer.outWidth) * 2 - 1;
  var a = own[108];
  var b = own[109];
  var c = own[110];
  var d = own[111];
  for (var k = 0; k < 9; k++) {
    let x = left + k % 3;
    let y = top + k / 3;
    if (x < 0 || y < 0 || x >= i32(layer.width) || y >= i32(layer.height)) { continue; }
    let rgb = tiles[room + layer.source + u32(y) * layer.width + u32(x)].rgb;
    let w = u32(k) * 12u;
    a += mat3x4f(own[w], own[w + 4u], own[w + 8u]) * rgb;
    b += mat3x4f(own[w + 1u], own[w + 5u], own[w + 9u]) * rgb;
    c += mat3x4f(own[w + 2u], own[w + 6u], own[w + 10u]) * rgb;
    d += mat3x4f(own[w + 3u], own[w + 7u], own[w + 11u]) * rgb;
  }
  write(room + layer.result + (agent * pixels + pixel) * 4u, a, b, c, d);
}

@compute @workgroup_size(64)
fn mix(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let agent = group.y;
  let look = group.z;
  fetch(look, agent * 104u, 104u, lane);
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let room = look * layer.tileRoom;
  let left = i32(pixel % layer.outWidth * layer.stride) - 1;
  let top = i32(pixel / layer.outWidth * layer.stride) - 1;
  let at = (agent * pixels + pixel) * 4u;
  var a = own[100];
  var b = own[101];
  var c = own[102];
  var d = own[103];
  for (var q = 0u; q < 4u; q++) {
    let read = table(look, agent * 4u + q);
    let source = room + layer.source + (read >> 2u) * layer.width * layer.height * 4u + (read & 3u);
    var deep = vec4f();
    for (var k = 0; k < 9; k++) {
      let x = left + k % 3;
      let y = top + k / 3;
      if (x < 0 || y < 0 || x >= i32(layer.width) || y >= i32(layer.height)) { continue; }
      deep += tiles[source + (u32(y) * layer.width + u32(x)) * 4u] * own[u32(k) * 4u + q];
    }
    let w = 36u + q * 16u;
    a += mat4x4f(own[w], own[w + 4u], own[w + 8u], own[w + 12u]) * deep;
    b += mat4x4f(own[w + 1u], own[w + 5u], own[w + 9u], own[w + 13u]) * deep;
    c += mat4x4f(own[w + 2u], own[w + 6u], own[w + 10u], own[w + 14u]) * deep;
    d += mat4x4f(own[w + 3u], own[w + 7u], own[w + 11u], own[w + 15u]) * deep;
  }
  if (layer.residual != 0u) {
    let same = room + layer.source + at;
    a += tiles[same];
    b += tiles[same + 1u];
    c += tiles[same + 2u];
    d += tiles[same + 3u];
  }
  write(room + layer.result + at, a, b, c, d);
}

var<workgroup> parts: array<vec4f, 64>;

// A group makes the 16 means of a tile: 16 threads a quad.
@compute @workgroup_size(64)
fn means(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let pixels = layer.outWidth * layer.outHeight;
  let room = group.z * layer.tileRoom;
  let quad = lane & 3u;
  var sum = vec4f();
  for (var pixel = lane >> 2u; pixel < pixels; pixel += 16u) {
    sum += tiles[room + layer.source + (group.y * pixels + pixel) * 4u + quad];
  }
  parts[lane] = sum;
  workgroupBarrier();
  if (lane >= 4u) { return; }
  for (var i = lane + 4u; i < 64u; i += 4u) { sum += parts[i]; }
  tiles[room + layer.other + group.y * 4u + lane] = sum / f32(pixels);
}

@compute @workgroup_size(64)
fn gate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let agent = group.y;
  let look = group.z;
  fetch(look, agent * 20u, 20u, lane);
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let room = look * layer.tileRoom;
  var first = 0.0;
  var second = 0.0;
  for (var q = 0u; q < 4u; q++) {
    let mean = tiles[room + layer.other + table(look, agent * 4u + q)];
    first += dot(mean, own[q]);
    second += dot(mean, own[4u + q]);
  }
  let at = room + layer.result + (agent * pixels + pixel) * 4u;
  for (var q = 0u; q < 4u; q++) {
    let sum = vec4f(1.0) + own[16u + q] + first * own[8u + q] + second * own[12u + q];
    tiles[at + q] *= min(relu(sum), vec4f(2.0));
  }
}

@compute @workgroup_size(64)
fn join(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tile = group.y;
  let look = group.z;
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let room = look * layer.tileRoom;
  let at = (tile * pixels + pixel) * 4u;
  let below = (pixel / layer.outWidth / 2u * layer.width + pixel % layer.outWidth / 2u) * 4u;
  for (var o = 0u; o < 4u; o++) {
    var sum = vec4f();
    for (var k = 0u; k < layer.per; k++) {
      let deep = table(look, tile * layer.per + k) * layer.width * layer.height * 4u;
      sum += tiles[room + layer.source + deep + below + o];
    }
    tiles[room + layer.result + at + o] = tiles[room + layer.other + at + o] + sum;
  }
}
`;
