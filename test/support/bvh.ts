// SPDX-License-Identifier: Apache-2.0
// A reader of BVH that knows nothing of how ours is written: hierarchy, channels, forward kinematics.

export interface BvhNode {
  readonly name: string;
  readonly parent: BvhNode | undefined;
  readonly offset: readonly number[];
  readonly channels: readonly string[];
}

export interface BvhClip {
  readonly nodes: readonly BvhNode[];
  readonly frameTime: number;
  /** Channel values of each frame. */
  readonly frames: readonly (readonly number[])[];
}

type Matrix = number[][];

export function parseBvh(text: string): BvhClip {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const nodes: BvhNode[] = [];
  const open: (BvhNode & { offset: number[]; channels: string[] })[] = [];
  let at = 0;
  const next = (): string => words[at++] ?? '';
  const numbers = (count: number): number[] => Array.from({ length: count }, () => Number(next()));
  if (next() !== 'HIERARCHY') throw new Error('no HIERARCHY');
  for (let word = next(); word !== 'MOTION'; word = next()) {
    if (word === 'ROOT' || word === 'JOINT' || word === 'End') {
      const name = next();
      const parent = open.at(-1);
      const node = { name: word === 'End' ? `${parent?.name} end` : name, parent, offset: [], channels: [] };
      nodes.push(node);
      open.push(node);
    } else if (word === 'OFFSET') {
      open.at(-1)?.offset.push(...numbers(3));
    } else if (word === 'CHANNELS') {
      const count = Number(next());
      for (let i = 0; i < count; i++) open.at(-1)?.channels.push(next());
    } else if (word === '}') {
      open.pop();
    } else if (word !== '{') {
      throw new Error(`${word} in the hierarchy`);
    }
  }
  const width = nodes.reduce((sum, { channels }) => sum + channels.length, 0);
  if (next() !== 'Frames:') throw new Error('no Frames:');
  const count = Number(next());
  if (`${next()} ${next()}` !== 'Frame Time:') throw new Error('no Frame Time:');
  const frameTime = Number(next());
  const frames = Array.from({ length: count }, () => numbers(width));
  if (at !== words.length) throw new Error(`${words.length - at} numbers too many`);
  return { nodes, frameTime, frames };
}

/** Places of all nodes in one frame, by name. */
export function bvhPlaces({ nodes }: BvhClip, frame: readonly number[]): Map<string, number[]> {
  const world = new Map<BvhNode, { rotation: Matrix; place: number[] }>();
  let at = 0;
  for (const node of nodes) {
    const above = node.parent && world.get(node.parent);
    let rotation = above?.rotation ?? IDENTITY;
    const moved = [...node.offset];
    for (const channel of node.channels) {
      const value = frame[at++] ?? Number.NaN;
      const axis = 'XYZ'.indexOf(channel.charAt(0));
      if (channel.endsWith('position')) moved[axis] = (moved[axis] ?? 0) + value;
      else rotation = multiply(rotation, about(axis, (value * Math.PI) / 180));
    }
    const turned = apply(above?.rotation ?? IDENTITY, moved);
    world.set(node, { rotation, place: turned.map((value, i) => value + (above?.place[i] ?? 0)) });
  }
  return new Map([...world].map(([{ name }, { place }]) => [name, place]));
}

const IDENTITY: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

function about(axis: number, angle: number): Matrix {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (axis === 0)
    return [
      [1, 0, 0],
      [0, c, -s],
      [0, s, c],
    ];
  if (axis === 1)
    return [
      [c, 0, s],
      [0, 1, 0],
      [-s, 0, c],
    ];
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => [0, 1, 2].map((j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
}

function apply(a: Matrix, v: readonly number[]): number[] {
  return a.map((row) => row.reduce((sum, value, k) => sum + value * (v[k] ?? 0), 0));
}
