// SPDX-License-Identifier: Apache-2.0
import { addOrbit } from './orbit-shapes.ts';
import { addPoses, type MeasureText } from './pose-shapes.ts';
import type { Scene } from './renderer.ts';
import type { Shapes } from './shapes.ts';
import type { Size, View } from './view.ts';

/** Everything of a scene but its picture: what makes all renderers draw alike. */
export function addScene(shapes: Shapes, scene: Scene, view: View, canvas: Size, measure: MeasureText): void {
  const { orbit, poses, style = {} } = scene;
  if (orbit) addOrbit(shapes, poses, orbit, scene.size, canvas, style, measure);
  else addPoses(shapes, poses, view, canvas, style, measure);
}
