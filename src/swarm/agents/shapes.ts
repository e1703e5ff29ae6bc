// SPDX-License-Identifier: Apache-2.0
// What each layer of a program writes. A wiring that cannot be run is refused here, before anything is allocated.
import { KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import { DECODE_RECORD } from '../kernels/kernels.ts';
import { quote, refuse } from './check.ts';
import { type Layer, type Program, TILE_CHANNELS } from './graph.ts';

/**
 * What a layer writes: input pixels [h][w][4]; `count` message tiles [count][h][w][16]; `count` planes of logits
 * [count][h][w]; or `count` records of `DECODE_RECORD`. All f32.
 */
export type Shape =
  | { readonly kind: 'pixels'; readonly width: number; readonly height: number }
  | { readonly kind: 'tiles' | 'planes'; readonly width: number; readonly height: number; readonly count: number }
  | { readonly kind: 'records'; readonly width: number; readonly height: number; readonly count: number };

/** Bytes of a layer's result. */
export function shapeBytes(shape: Shape): number {
  const cells = shape.width * shape.height * 4;
  switch (shape.kind) {
    case 'pixels':
      return cells * 4;
    case 'tiles':
      return cells * TILE_CHANNELS * shape.count;
    case 'planes':
      return cells * shape.count;
    case 'records':
      return shape.count * DECODE_RECORD * 4;
  }
}

/** The shapes of a program that has passed the parser, by layer id, `'input'` included. */
export function programShapes(program: Program): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>([['input', { kind: 'pixels', ...program.input }]]);
  for (const layer of program.layers) shapes.set(layer.id, inferShapes(layer, shapes, `${program.id}/${layer.id}`));
  return shapes;
}

/** Tiles of the layer `id`. */
export function tileCount(shapes: ReadonlyMap<string, Shape>, id: string, where: string): number {
  return tilesOf(shapes, id, where).count;
}

/**
 * The shape of one layer, from those of the layers before it.
 *
 * @throws PoseError `bad-weights` when the layer cannot read what it names.
 */
export function inferShapes(layer: Layer, shapes: ReadonlyMap<string, Shape>, where: string): Shape {
  switch (layer.op) {
    case 'stem': {
      const { width, height } = known(shapes, layer.from);
      if (layer.from !== 'input') refuse(`${where} is a stem that reads ${quote(layer.from)}, expected "input"`);
      return { kind: 'tiles', width: half(width), height: half(height), count: layer.agents };
    }
    case 'mix': {
      const from = tilesOf(shapes, layer.from, where);
      if (layer.residual && (layer.stride !== 1 || from.count !== layer.agents)) {
        refuse(
          `${where} is residual with stride ${layer.stride} and ${layer.agents} agents on ${from.count} tiles, expected stride 1 and as many agents as tiles`,
        );
      }
      if (layer.gate && from.count !== layer.agents) {
        refuse(
          `${where} has gates with ${layer.agents} agents on ${from.count} tiles, expected as many agents as tiles: they read the same quads of both`,
        );
      }
      const { width, height } = from;
      const shrink = layer.stride === 2;
      return {
        kind: 'tiles',
        width: shrink ? half(width) : width,
        height: shrink ? half(height) : height,
        count: layer.agents,
      };
    }
    case 'join': {
      const skip = tilesOf(shapes, layer.skip, where);
      refuseUnlessHalf(tilesOf(shapes, layer.from, where), skip, where);
      return skip;
    }
    case 'head': {
      const { width, height } = tilesOf(shapes, layer.from, where);
      return { kind: 'planes', width, height, count: layer.agents };
    }
    case 'focus': {
      const { width, height } = tilesOf(shapes, layer.from, where);
      return { kind: 'planes', width, height, count: 1 };
    }
    case 'attend': {
      const heat = planesOf(shapes, layer.from, where);
      refuseUnlessHalf(planesOf(shapes, layer.regions, where), heat, where);
      if (layer.reads.length !== heat.count) {
        refuse(
          `${where} attends to ${heat.count} planes with ${layer.reads.length} rows of reads, expected one row a plane`,
        );
      }
      return heat;
    }
    case 'decode': {
      const heat = planesOf(shapes, layer.from, where);
      if (heat.count !== KEYPOINT_NAMES.length) {
        refuse(`${where} decodes ${heat.count} planes, expected ${KEYPOINT_NAMES.length}: one a keypoint`);
      }
      return { ...heat, kind: 'records' };
    }
    case 'refine': {
      const from = known(shapes, layer.from);
      if (from.kind !== 'records') refuse(`${where} reads ${quote(layer.from)}, expected a decode layer`);
      if (layer.agents !== from.count)
        refuse(`${where} has ${layer.agents} agents, expected ${from.count}: one a joint`);
      return from;
    }
  }
}

type Grid = Extract<Shape, { count: number }>;

function known(shapes: ReadonlyMap<string, Shape>, id: string): Shape {
  return shapes.get(id) ?? refuse(`layer ${quote(id)} is read before it is written, expected an earlier layer`);
}

function tilesOf(shapes: ReadonlyMap<string, Shape>, id: string, where: string): Grid {
  const shape = known(shapes, id);
  return shape.kind === 'tiles' ? shape : refuse(`${where} reads ${quote(id)}, expected a stem, mix or join layer`);
}

function planesOf(shapes: ReadonlyMap<string, Shape>, id: string, where: string): Grid {
  const shape = known(shapes, id);
  if (shape.kind !== 'planes') refuse(`${where} reads ${quote(id)}, expected a head or attend layer`);
  return shape;
}

function refuseUnlessHalf(small: Grid, large: Grid, where: string): void {
  if (small.width !== half(large.width) || small.height !== half(large.height)) {
    refuse(
      `${where} upsamples ${small.width} x ${small.height} to ${large.width} x ${large.height}, expected half of that, rounded up`,
    );
  }
}

function half(size: number): number {
  return Math.ceil(size / 2);
}
