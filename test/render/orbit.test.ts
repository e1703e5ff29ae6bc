// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProjection, DEFAULT_ORBIT, orbitBy } from '../../src/render/orbit.ts';

const canvas = { width: 800, height: 600 };
const front = { yaw: 0, pitch: 0, distance: 4 };

describe('projection', () => {
  test('from the front: right is right, down is down, near is large', () => {
    const project = createProjection(front, canvas);
    expect(project({ x: 0, y: 0, z: 0 })).toMatchObject({ x: 400, y: 300 });
    expect(project({ x: 1, y: 0, z: 0 })!.x).toBeGreaterThan(400);
    expect(project({ x: 0, y: 1, z: 0 })!.y).toBeGreaterThan(300);
    expect(project({ x: 0, y: 0, z: -1 })!.scale).toBeGreaterThan(project({ x: 0, y: 0, z: 1 })!.scale);
    expect(project({ x: 0, y: 0, z: -4 })).toBeUndefined();
  });

  test('a camera on the right sees what is far to the right of what is near', () => {
    const project = createProjection({ ...front, yaw: Math.PI / 2 }, canvas);
    expect(project({ x: 0, y: 0, z: 1 })!.x).toBeGreaterThan(project({ x: 0, y: 0, z: -1 })!.x);
    expect(project({ x: 1, y: 0, z: 0 })!.depth).toBeCloseTo(3);
  });

  test('a camera from above sees what is far above what is near, and heads nearer than feet', () => {
    const project = createProjection({ ...front, pitch: 1 }, canvas);
    expect(project({ x: 0, y: 0, z: 1 })!.y).toBeLessThan(project({ x: 0, y: 0, z: -1 })!.y);
    expect(project({ x: 0, y: -1, z: 0 })!.depth).toBeLessThan(project({ x: 0, y: 1, z: 0 })!.depth);
  });

  test('the middle stays in the middle, at the view’s distance, from everywhere', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -7, max: 7, noNaN: true }),
        fc.double({ min: -0.2, max: 1.5, noNaN: true }),
        (yaw, pitch) => {
          const middle = createProjection({ yaw, pitch, distance: 3 }, canvas)({ x: 0, y: 0, z: 0 })!;
          expect([middle.x, middle.y, middle.depth]).toEqual([400, 300, 3]);
        },
      ),
    );
  });
});

test('dragging turns, zooming comes nearer, both within bounds', () => {
  expect(orbitBy(DEFAULT_ORBIT, 60, 0, 600).yaw).toBeCloseTo(DEFAULT_ORBIT.yaw - Math.PI / 10);
  expect(orbitBy(DEFAULT_ORBIT, 0, 1e6, 600).pitch).toBe(1.5);
  expect(orbitBy(DEFAULT_ORBIT, 0, -1e6, 600).pitch).toBe(-0.2);
  expect(orbitBy(DEFAULT_ORBIT, 0, 0, 600, 2).distance).toBe(2);
  expect(orbitBy(DEFAULT_ORBIT, 0, 0, 600, 1e-9).distance).toBe(20);
});
