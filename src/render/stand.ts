// SPDX-License-Identifier: Apache-2.0
import { mean } from '../pose/mean.ts';
import type { Keypoint3D, Pose } from '../pose/pose.ts';
import type { Point3D } from './orbit.ts';
import type { Size } from './view.ts';

/** A person in the room that all people of a picture share. */
export interface Standing {
  /** The person's place in the list of poses. */
  readonly index: number;
  readonly pose: Pose;
  readonly keypoints: readonly Keypoint3D[];
  /** What to add to the hip-centred keypoints, metres. */
  readonly offset: Point3D;
}

/** Field of view that is assumed along a picture's longer side, radians: a phone's or a webcam's. */
const FIELD = (60 * Math.PI) / 180;
const MIN_SCORE = 0.2;
/** From the ankle to the sole, metres. */
const SOLE = 0.08;

/**
 * Where the people with `keypoints3D` stand towards each other, round their common middle, on one floor. A pinhole
 * camera shows a person of h metres at distance d as f h / d px: so size tells distance, and distance and place in the
 * picture tell the place in space. That is a guess as good as the assumed lens; one person alone stands in the middle.
 */
export function standTogether(poses: readonly Pose[], picture: Size): { people: Standing[]; floor: number } {
  const focal = Math.max(picture.width, picture.height) / 2 / Math.tan(FIELD / 2);
  const places = poses.flatMap((pose, index) => {
    const { keypoints3D } = pose;
    if (!keypoints3D || keypoints3D.length === 0) return [];
    const metresPerPx = extent(keypoints3D) / Math.max(1, extent(pose.keypoints));
    const middle = (pose.box.xMin + pose.box.xMax) / 2 - picture.width / 2;
    const lowest = Math.max(...keypoints3D.map(({ y }) => y));
    return [{ index, pose, keypoints: keypoints3D, x: middle * metresPerPx, z: focal * metresPerPx, lowest }];
  });
  const floor = Math.max(0.5, ...places.map(({ lowest }) => lowest)) + SOLE;
  const [x, z] = [mean(places.map((place) => place.x)), mean(places.map((place) => place.z))];
  const people = places.map(({ index, pose, keypoints, lowest, ...at }) => {
    return { index, pose, keypoints, offset: { x: at.x - x, y: floor - SOLE - lowest, z: at.z - z } };
  });
  return { people, floor };
}

/** How much height and width the surer points take together, in their own unit. */
function extent(points: readonly { x: number; y: number; score: number }[]): number {
  const sure = points.filter(({ score }) => score >= MIN_SCORE);
  const used = sure.length > 1 ? sure : points;
  const span = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
  return Math.hypot(span(used.map(({ x }) => x)), span(used.map(({ y }) => y)));
}
