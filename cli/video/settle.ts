// SPDX-License-Identifier: Apache-2.0
// A stream guesses where people are whom it does not see, and joints that are hidden. A recording knows what came after: what
// was seen before and is seen again lay between, and whoever left is gone.
import { bodyBox, LEAST_SCORE } from '../../src/people/body-box.ts';
import { boxOf, clipBox, iou } from '../../src/pose/box.ts';
import type { Box, Keypoint, Pose } from '../../src/pose/pose.ts';

/** People at a moment. */
export interface Moment {
  readonly timeMs: number;
  readonly poses: readonly Pose[];
}

/** The people of the next frame, put right by those `later`, in order; `isWhole` when these end with the video. */
export type Settle = (frame: Moment, later: readonly Moment[], isWhole: boolean) => Pose[];

/** A pose at its time. */
interface Sight {
  readonly timeMs: number;
  readonly pose: Pose;
}

/** Between sights that are further apart anything may have happened, ms. */
const LONGEST_MS = 1000;
/** A joint that is more likely wrong than right is not where it is shown. */
const LIKELY = 0.5;
/** Whose box reaches this near to a side of the picture was leaving it, shares of the longer side. */
const EDGE = 0.02;

/** Overlap (IoU) with the box of the next frame of whoever went somewhere else, and of whoever stayed. */
const ELSEWHERE = 0.3;
const IN_PLACE = 0.5;

/** Frames of a run before were written with rounded times. */
const ROUNDING_MS = 0.01;

/** @param size Of the picture, px. */
export function createSettle({ width, height }: { readonly width: number; readonly height: number }): Settle {
  /** What frames showed before anything was put right, for as long as it matters; the newest first. */
  let past: Moment[] = [];
  return (frame, later, isWhole) => {
    const { timeMs } = frame;
    past = past.filter((moment) => timeMs - moment.timeMs <= LONGEST_MS);
    const poses = frame.poses.flatMap((pose) => {
      if (pose.id === undefined || pose.lastSeenMs === undefined) return [pose];
      const [before, after] = [sightsOf(pose, past), sightsOf(pose, later)];
      if (isSeen(pose, timeMs)) return [withHiddenJoints(pose, timeMs, before, after)];
      const isOver = !after.some(isSight) && (isWhole || after.length < later.length);
      const last = before.find(isSight);
      if (isOver && last && isLeaving(last.pose.box)) return [];
      return [betweenSights(pose, timeMs, before, after)];
    });
    // The frame itself is given what was settled.
    past.unshift({ timeMs, poses: frame.poses });
    return poses;
  };

  /**
   * Out of the picture to the left or right: whoever is cut off above or below may just be near. This is for the overlay, which is
   * drawn before the end; at the end `untilLastSight` drops everybody who did not come back.
   */
  function isLeaving({ xMin, xMax }: Box): boolean {
    const edge = EDGE * Math.max(width, height);
    return xMin < edge || xMax > width - edge;
  }

  /** Joints that are hidden lie between where they were likely seen, and the box is round them, too. */
  function withHiddenJoints(pose: Pose, timeMs: number, before: readonly Sight[], after: readonly Sight[]): Pose {
    const moved = pose.keypoints.map(({ score }, joint) =>
      score < LIKELY ? likelyPlace(joint, timeMs, before, after) : undefined,
    );
    if (moved.every((place) => place === undefined)) return pose;
    const keypoints = pose.keypoints.map((keypoint, joint) => ({ ...keypoint, ...moved[joint] }));
    const body = bodyBox(
      keypoints.map(({ x }) => x),
      keypoints.map(({ y }) => y),
      keypoints.map(({ score }, joint) => (moved[joint] ? Math.max(score, LEAST_SCORE) : score)),
    );
    return { ...pose, keypoints, box: body ? roundBoth(pose.box, body) : pose.box };
  }

  /** As far as the picture goes. */
  function roundBoth(a: Box, b: Box): Box {
    const [xMin, yMin] = [Math.min(a.xMin, b.xMin), Math.min(a.yMin, b.yMin)];
    return clipBox(boxOf(xMin, yMin, Math.max(a.xMax, b.xMax), Math.max(a.yMax, b.yMax)), width, height);
  }
}

/** Whether somebody was seen in the frame itself; otherwise it shows a guess. */
export function isSeen({ lastSeenMs }: Pose, timeMs: number): boolean {
  return lastSeenMs !== undefined && Math.abs(timeMs - lastSeenMs) < ROUNDING_MS;
}

function isSight({ pose, timeMs }: Sight): boolean {
  return isSeen(pose, timeMs);
}

function isLikely({ pose }: Sight, joint: number): boolean {
  return (pose.keypoints[joint]?.score ?? 0) >= LIKELY;
}

/** Somebody's poses in these moments, as long as they are shown without a gap, and their id stays with their body. */
function sightsOf(somebody: Pose, moments: readonly Moment[]): Sight[] {
  const sights: Sight[] = [];
  let nearer = somebody;
  for (const { timeMs, poses } of moments) {
    const pose = poses.find((one) => one.id === somebody.id);
    if (pose === undefined || changesBody(nearer, pose, poses)) break;
    sights.push({ timeMs, pose });
    nearer = pose;
  }
  return sights;
}

/** Whether somebody turned out to be another one, see `settleMeetings`: their id is elsewhere, and another one's in their place. */
function changesBody({ box }: Pose, next: Pose, all: readonly Pose[]): boolean {
  return iou(box, next.box) < ELSEWHERE && all.some((other) => other.id !== next.id && iou(box, other.box) > IN_PLACE);
}

/** A guess, moved to where somebody was between two sights; every joint between its likely ones, if there are any. */
function betweenSights(guess: Pose, timeMs: number, before: readonly Sight[], after: readonly Sight[]): Pose {
  const gap = gapAt(timeMs, before, after, isSight);
  if (gap === undefined) return guess;
  const at = (side: keyof Box): number => mix(gap.last.box[side], gap.next.box[side], gap.share);
  return {
    ...guess,
    box: boxOf(at('xMin'), at('yMin'), at('xMax'), at('yMax')),
    keypoints: guess.keypoints.map(
      (keypoint, joint): Keypoint => ({
        ...keypoint,
        ...(likelyPlace(joint, timeMs, before, after) ?? placeIn(gap, joint)),
      }),
    ),
  };
}

/** Where a joint was between its nearest likely sights. */
function likelyPlace(
  joint: number,
  timeMs: number,
  before: readonly Sight[],
  after: readonly Sight[],
): ReturnType<typeof placeIn> {
  const gap = gapAt(timeMs, before, after, (sight) => isSight(sight) && isLikely(sight, joint));
  return gap && placeIn(gap, joint);
}

/** What was seen last and next, and which share of the time between them has passed. */
interface Gap {
  readonly last: Pose;
  readonly next: Pose;
  readonly share: number;
}

/** The nearest good sights on either side; undefined where there are none, or too far apart. */
function gapAt(
  timeMs: number,
  before: readonly Sight[],
  after: readonly Sight[],
  isGood: (sight: Sight) => boolean,
): Gap | undefined {
  const [last, next] = [before.find(isGood), after.find(isGood)];
  if (last === undefined || next === undefined || next.timeMs - last.timeMs > LONGEST_MS) return undefined;
  return { last: last.pose, next: next.pose, share: (timeMs - last.timeMs) / (next.timeMs - last.timeMs) };
}

/** Where a joint was in a gap, at constant speed. */
function placeIn({ last, next, share }: Gap, joint: number): Pick<Keypoint, 'x' | 'y'> | undefined {
  const [a, b] = [last.keypoints[joint], next.keypoints[joint]];
  return a && b && { x: mix(a.x, b.x, share), y: mix(a.y, b.y, share) };
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}
