// SPDX-License-Identifier: Apache-2.0
// Who reads whose messages, agent by agent: the wiring of a program with its joins, which have no agents, seen through.
import { type Layer, type Program, TILE_QUADS } from './graph.ts';

/** Agents of a program by their place in its roster: the one that reads, and the one whose message it reads. */
export type Wire = readonly [reader: number, read: number];

export function programMesh(program: Program): Wire[] {
  const wires: Wire[] = [];
  /** For each layer, and each tile or plane of it: the agents whose messages are in there. */
  const writers = new Map<string, readonly (readonly number[])[]>();
  let next = 0;
  for (const layer of program.layers) {
    const from = writers.get(layer.from) ?? [];
    const own = 'agents' in layer ? Array.from({ length: layer.agents }, (_, k) => next + k) : [];
    next += own.length;
    for (const [k, reader] of own.entries()) {
      for (const read of new Set(readBy(layer, k, from).flat())) wires.push([reader, read]);
    }
    writers.set(layer.id, writtenBy(layer, own, writers));
  }
  return wires;
}

/** What agent k reads: a few tiles, its own joint's plane, or everything. */
function readBy(layer: Layer, k: number, from: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (layer.op === 'mix' || layer.op === 'focus') {
    return (layer.reads[k] ?? []).map((quad) => from[Math.floor(quad / TILE_QUADS)] ?? []);
  }
  return layer.op === 'refine' ? [from[k] ?? []] : from;
}

function writtenBy(
  layer: Layer,
  own: readonly number[],
  writers: ReadonlyMap<string, readonly (readonly number[])[]>,
): (readonly number[])[] {
  const of = (id: string) => writers.get(id) ?? [];
  if (layer.op === 'join') {
    return of(layer.skip).map((skip, tile) => [
      ...skip,
      ...(layer.adds[tile] ?? []).flatMap((deep) => of(layer.from)[deep] ?? []),
    ]);
  }
  if (layer.op === 'attend') {
    return of(layer.from).map((joint, k) => [
      ...joint,
      ...(layer.reads[k] ?? []).flatMap((region) => of(layer.regions)[region] ?? []),
    ]);
  }
  // What is decoded is still the joints' own message.
  return own.length > 0 ? own.map((agent) => [agent]) : of(layer.from).map((agents) => [...agents]);
}
