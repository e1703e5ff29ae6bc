// SPDX-License-Identifier: Apache-2.0
// Scouts and squads that see a synthetic scene about as well as the swarm sees pictures: noise, misses, ghosts, and
// whoever stands nearest to the middle of the box where they were told to look.
import { KEYPOINT_FLOATS, type Person } from '../../src/people/assemble.ts';
import type { Eyes } from '../../src/people/follow.ts';
import type { Expected } from '../../src/people/tracks/distance.ts';
import { boxOf, iou } from '../../src/pose/box.ts';
import { KEYPOINT_COUNT } from '../../src/pose/keypoints.ts';
import type { Box } from '../../src/pose/pose.ts';
import { predictionShare } from '../../src/swarm/consensus/prediction.ts';
import { type Scene, type Truth, truthAt } from './scene.ts';

export interface Blur {
  /** Standard deviation of a joint, as a share of the person's height. */
  readonly jointNoise: number;
  /** Share of the joints that are far off, with a low score. */
  readonly slips: number;
  /** How often scouts overlook somebody, and how often they see a ghost. */
  readonly overlooked: number;
  readonly ghosts: number;
}

export const USUAL_BLUR: Blur = { jointNoise: 0.012, slips: 0.04, overlooked: 0.2, ghosts: 0.03 };

/** Somebody of whom less is visible is seen by nobody. */
const LEAST_VISIBLE = 0.3;
/** Squads that look at less of a person than this see nobody. */
const LEAST_IOU = 0.15;

/** Squads that see alike. */
const SQUADS = 8;

/** The swarm's eyes at one time. `random` gives numbers in [0, 1). */
export function simulatedEyes(scene: Scene, timeMs: number, blur: Blur, random: () => number): Eyes {
  const people = truthAt(scene, timeMs).filter(({ visible }) => visible >= LEAST_VISIBLE);
  return {
    async scan(most) {
      const found = people
        .filter(() => random() >= blur.overlooked)
        .map(({ box }) => ({ box: shaken(box, 0.04, random), score: 0.5 + 0.4 * random() }));
      if (random() < blur.ghosts) found.push({ box: ghost(scene, random), score: 0.2 + 0.3 * random() });
      return found.slice(0, most);
    },
    async vote(boxes, { scores, expected }) {
      return boxes.map((box, i): Person => {
        const person = seenIn(box, people);
        const keypoints = person ? jointsOf(person, blur, random) : noise(box, random);
        const prediction = expected?.[i];
        if (prediction) heed(keypoints, prediction);
        return { box, boxScore: scores[i] ?? 1, keypoints };
      });
    },
  };
}

/** What `heedPrediction` does for the swarm. */
function heed(keypoints: Float32Array, { x, y, scores }: Expected): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const at = joint * KEYPOINT_FLOATS;
    const dx = x[joint]! - keypoints[at]!;
    const dy = y[joint]! - keypoints[at + 1]!;
    const squads = SQUADS * keypoints[at + 2]!;
    const share = predictionShare(Math.hypot(dx, dy), keypoints[at + 3]!, 0, squads, scores[joint]!);
    keypoints[at] = keypoints[at]! + share * dx;
    keypoints[at + 1] = keypoints[at + 1]! + share * dy;
  }
}

function seenIn(box: Box, people: readonly Truth[]): Truth | undefined {
  const [best] = people.map((person) => ({ person, share: iou(person.box, box) })).sort((a, b) => b.share - a.share);
  return best && best.share >= LEAST_IOU ? best.person : undefined;
}

function jointsOf({ joints, box, visible }: Truth, blur: Blur, random: () => number): Float32Array {
  const keypoints = new Float32Array(KEYPOINT_COUNT * KEYPOINT_FLOATS);
  for (const [joint, { x, y }] of joints.entries()) {
    const slip = random() < blur.slips + (1 - visible) * 0.3;
    const sigma = blur.jointNoise * box.height * (slip ? 8 : 1);
    const score = slip ? 0.05 + 0.2 * random() : 0.5 + 0.4 * random();
    keypoints.set([x + sigma * normal(random), y + sigma * normal(random), score, sigma, 0], joint * KEYPOINT_FLOATS);
  }
  return keypoints;
}

/** What squads say where nobody is. */
function noise(box: Box, random: () => number): Float32Array {
  const keypoints = new Float32Array(KEYPOINT_COUNT * KEYPOINT_FLOATS);
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const x = box.xMin + random() * box.width;
    const y = box.yMin + random() * box.height;
    keypoints.set([x, y, 0.02 + 0.15 * random(), box.height * 0.1, 0.3], joint * KEYPOINT_FLOATS);
  }
  return keypoints;
}

function ghost({ width, height }: Scene, random: () => number): Box {
  const tall = 100 + 200 * random();
  const [x, y] = [random() * width, random() * (height - tall)];
  return boxOf(x, y, x + 0.35 * tall, y + tall);
}

function shaken(box: Box, share: number, random: () => number): Box {
  const edge = (value: number): number => value + share * box.height * normal(random);
  const half = (value: number): number => value + share * box.width * normal(random);
  return boxOf(half(box.xMin), edge(box.yMin), half(box.xMax), edge(box.yMax));
}

/** A normal deviate (Box and Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
