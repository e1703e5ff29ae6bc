// SPDX-License-Identifier: Apache-2.0
// The synthetic clips: each is hard in one way.
import { boxOf } from '../../src/pose/box.ts';
import type { Scene, Walker, Waypoint } from './scene.ts';

const SIZE = { width: 1280, height: 720 } as const;

/** A straight way from one place to another. */
function walk(
  id: number,
  height: number,
  from: readonly [number, number],
  to: readonly [number, number],
  ms: readonly [number, number],
): Walker {
  return {
    id,
    height,
    path: [
      { timeMs: ms[0], x: from[0], y: from[1] },
      { timeMs: ms[1], x: to[0], y: to[1] },
    ],
  };
}

function stay(timeMs: number, untilMs: number, x: number, y: number): Waypoint[] {
  return [
    { timeMs, x, y },
    { timeMs: untilMs, x, y },
  ];
}

export const SCENES: readonly Scene[] = [
  {
    name: 'standing',
    ...SIZE,
    durationMs: 6000,
    walkers: [300, 560, 820].map((x, i) => ({ id: i + 1, height: 380, path: stay(0, 6000, x, 640) })),
    pillars: [],
  },
  {
    name: 'crossing',
    ...SIZE,
    durationMs: 8000,
    walkers: [walk(1, 360, [150, 640], [1130, 640], [0, 8000]), walk(2, 340, [1130, 620], [150, 620], [0, 8000])],
    pillars: [],
  },
  {
    name: 'crowd',
    ...SIZE,
    durationMs: 10_000,
    walkers: [
      walk(1, 260, [120, 520], [1160, 560], [0, 9000]),
      walk(2, 280, [1160, 540], [140, 590], [500, 9500]),
      walk(3, 300, [520, 640], [760, 640], [0, 10_000]),
      walk(4, 250, [900, 480], [300, 505], [0, 10_000]),
      walk(5, 320, [640, 690], [1000, 690], [1000, 9000]),
    ],
    pillars: [],
  },
  {
    name: 'hidden a second',
    ...SIZE,
    durationMs: 8000,
    walkers: [walk(1, 360, [150, 640], [1130, 640], [0, 7000]), walk(2, 330, [250, 560], [1200, 580], [500, 8000])],
    // Walker 1 needs about a second from one edge to the other.
    pillars: [boxOf(580, 0, 700, 720)],
  },
  {
    name: 'side by side',
    ...SIZE,
    durationMs: 7000,
    walkers: [walk(1, 360, [200, 640], [1000, 640], [0, 7000]), walk(2, 350, [300, 650], [1100, 650], [0, 7000])],
    pillars: [],
  },
  {
    name: 'leaving and returning',
    ...SIZE,
    durationMs: 8000,
    walkers: [
      {
        id: 1,
        height: 340,
        path: [
          { timeMs: 0, x: 500, y: 640 },
          { timeMs: 2500, x: 1360, y: 640 },
          { timeMs: 4000, x: 1360, y: 640 },
          { timeMs: 8000, x: 300, y: 640 },
        ],
      },
      { id: 2, height: 330, path: stay(0, 8000, 250, 620) },
    ],
    pillars: [],
  },
];
