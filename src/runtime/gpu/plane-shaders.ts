// SPDX-License-Identifier: Apache-2.0
// Layers that write planes of logits and records: heads, attention, decoder and refiners.

export const PLANE_SHADERS = `
@compute @workgroup_size(64)
fn head(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let agent = group.y;
  let look = group.z;
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let squad = squads[look] * layer.weightRoom;
  let row = squad + layer.weights + agent * layer.tiles * 4u;
  let bias = squad * 4u + layer.bias + agent;
  var sum = weights[bias >> 2u][bias & 3u];
  for (var t = 0u; t < layer.tiles; t++) {
    let first = look * layer.tileRoom + layer.source + (t * pixels + pixel) * 4u;
    for (var q = 0u; q < 4u; q++) { sum += dot(weights[row + t * 4u + q], tiles[first + q]); }
  }
  planes[look * layer.planeRoom + layer.result + agent * pixels + pixel] = sum;
}

@compute @workgroup_size(64)
fn attend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let joint = group.y;
  let look = group.z;
  let pixels = layer.outWidth * layer.outHeight;
  let pixel = group.x * 64u + lane;
  if (pixel >= pixels) { return; }
  let room = look * layer.planeRoom;
  let width = (layer.outWidth + 1u) / 2u;
  let height = (layer.outHeight + 1u) / 2u;
  let below = pixel / layer.outWidth / 2u * width + pixel % layer.outWidth / 2u;
  var sum = 0.0;
  for (var k = 0u; k < layer.per; k++) {
    sum += planes[room + layer.other + table(look, joint * layer.per + k) * width * height + below];
  }
  planes[room + layer.result + joint * pixels + pixel] += sum;
}

// A third of the largest number, so that no difference of two logits is infinite; NaN counts as the least.
const MOST = 1e38;
fn clean(logit: f32) -> f32 {
  return select(clamp(logit, -MOST, MOST), -MOST, isNan(logit));
}
// Of a logit below the greatest one; what is smaller than this is 0 as f32.
fn share(logit: f32, most: f32) -> f32 {
  return exp(max(clean(logit) - most, -104.0));
}

var<workgroup> values: array<f32, 64>;
var<workgroup> places: array<u32, 64>;

@compute @workgroup_size(64)
fn decode(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let joint = group.y;
  let room = group.z * layer.planeRoom;
  let width = i32(layer.width);
  let height = i32(layer.height);
  let cells = layer.width * layer.height;
  let plane = room + layer.source + joint * cells;
  var best = -MOST;
  var place = 0u;
  for (var i = lane; i < cells; i += 64u) {
    let logit = clean(planes[plane + i]);
    if (logit > best) { best = logit; place = i; }
  }
  values[lane] = best;
  places[lane] = place;
  // The first of the greatest, as the other tiers take it.
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let other = values[lane + half];
      let there = places[lane + half];
      if (other > values[lane] || (other == values[lane] && there < places[lane])) {
        values[lane] = other;
        places[lane] = there;
      }
    }
  }
  workgroupBarrier();
  let most = values[0];
  let peak = places[0];
  workgroupBarrier();
  var part = 0.0;
  for (var i = lane; i < cells; i += 64u) { part += share(planes[plane + i], most); }
  values[lane] = part;
  for (var half = 32u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { values[lane] += values[lane + half]; }
  }
  workgroupBarrier();
  if (lane != 0u) { return; }
  let sum = values[0];
  let record = room + layer.result + joint * 36u;
  for (var i = 0u; i < 36u; i++) { planes[record + i] = 0.0; }
  planes[record + 35u] = 1.0;
  if (most <= -MOST) {
    planes[record] = f32(width) / 2.0;
    planes[record + 1u] = f32(height) / 2.0;
    planes[record + 33u] = 0.5;
    planes[record + 34u] = 0.5;
    return;
  }
  let px = i32(peak) % width;
  let py = i32(peak) / width;
  var mass = 0.0;
  var moment = vec2f();
  for (var k = 0; k < 25; k++) {
    let away = vec2i(k % 5 - 2, k / 5 - 2);
    let x = px + away.x;
    let y = py + away.y;
    if (x < 0 || y < 0 || x >= width || y >= height) { continue; }
    let p = share(planes[plane + u32(y * width + x)], most) / sum;
    planes[record + 4u + u32(k)] = p;
    mass += p;
    moment += p * vec2f(away);
  }
  for (var k = 4u; k < 29u; k++) { planes[record + k] /= mass; }
  let off = moment / mass;
  let centre = vec2f(f32(px), f32(py)) + 0.5 + off;
  planes[record] = centre.x;
  planes[record + 1u] = centre.y;
  planes[record + 2u] = mass;
  planes[record + 3u] = 1.0 / sum;
  planes[record + 29u] = off.x;
  planes[record + 30u] = off.y;
  planes[record + 31u] = mass;
  planes[record + 32u] = 1.0 / sum;
  planes[record + 33u] = centre.x / f32(width);
  planes[record + 34u] = centre.y / f32(height);
}

// At most one cell.
fn offset(row: u32, record: u32) -> f32 {
  var sum = 0.0;
  for (var k = 0u; k < 8u; k++) {
    let f = record + 4u + k * 4u;
    sum += dot(weights[row + k], vec4f(planes[f], planes[f + 1u], planes[f + 2u], planes[f + 3u]));
  }
  return select(clamp(sum, -1.0, 1.0), 0.0, isNan(sum));
}

@compute @workgroup_size(64)
fn refine(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let look = group.z;
  let joint = group.x * 64u + lane;
  if (joint >= layer.joints) { return; }
  let record = look * layer.planeRoom + layer.result + joint * 36u;
  let row = squads[look] * layer.weightRoom + layer.weights + joint * 16u;
  let dx = offset(row, record);
  let dy = offset(row + 8u, record);
  planes[record] += dx;
  planes[record + 1u] += dy;
}
`;
