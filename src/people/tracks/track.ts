// SPDX-License-Identifier: Apache-2.0
// One person over time: where each joint and the box's corners are, how fast they move, and how sure that is.
import { boxOf, middleOf } from '../../pose/box.ts';
import { KEYPOINT_COUNT, KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import type { Box, Keypoint, Pose } from '../../pose/pose.ts';
import type { Quarter } from '../../pose/quarter.ts';
import { bodyBox } from '../body-box.ts';
import { quarterOf } from '../lean.ts';
import { correctPoint, createMovingPoints, type MovingPoints, movePoint, startPoint } from '../smoothing/kalman.ts';
import { FILTER_FLOATS, type PlaceFilter } from '../smoothing/place-filter.ts';
import { areaOf } from '../suppress.ts';
import { CLOTHES_FLOATS, mixClothes } from './clothes.ts';
import type { Expected } from './distance.ts';
import { createMeeting, forgetSights, type Meeting } from './meeting.ts';
import { wholeBox } from './whole-box.ts';

export interface Track extends Expected {
  id: number;
  bornMs: number;
  /** The middle of the box at birth, picture px. */
  bornAt: { x: number; y: number };
  /** Time of the last sighting. */
  seenMs: number;
  /** Time of the last sighting that scored as well as usual. */
  clearMs: number;
  /** Time to which everything has been moved on. */
  nowMs: number;
  sightings: number;
  confirmed: boolean;
  /** Whether they are shown: since they first scored what is asked of strangers, or were confirmed. */
  surfaced: boolean;
  /** How sure the scouts were, 0..1. */
  found: number;
  /** The pose's score, faded by the time since the last sighting. */
  score: number;
  /** What the pose scores most of the time. */
  usualScore: number;
  /** Where the box is expected, picture px. */
  box: Box;
  /**
   * Where squads are to look, picture px: where the body was seen last, moved on with its joints. `box` says better who is who, but
   * lags behind whoever jumps or shakes.
   */
  body: Box;
  /** By how many quarters they are turned clockwise; 0 as long as their torso was not seen. */
  quarter: Quarter;
  /** Mean speed (px/s) and size (px) of the body of late: what it keeps while it is out of sight. */
  readonly usual: { vx: number; vy: number; width: number; height: number };
  readonly scores: Float64Array;
  readonly spreads: Float64Array;
  readonly dissents: Float64Array;
  /** The 17 joints, then the box's two corners. */
  readonly points: MovingPoints;
  /** [17][4] = x, y, score, spread: what is shown. */
  readonly shown: Float32Array;
  readonly filter: PlaceFilter | undefined;
  /** What the person wears; see `readClothes`. */
  clothes: Float32Array;
  /** Whom they met of late. */
  readonly meeting: Meeting;
}

/** The box's corners among a track's points. */
const CORNERS = [KEYPOINT_COUNT, KEYPOINT_COUNT + 1] as const;
const POINTS = KEYPOINT_COUNT + 2;

// Lengths below are in sizes: the square root of the person's area.
/** Standard deviation of a sure joint's measurement, beside the spread of the votes. */
const PLACE_NOISE = 0.02;
/** The same of the box's corners: joints that come and go move them. */
const CORNER_NOISE = 0.06;
/** How much speeds change within a second (the square root of the acceleration's spectral density). */
const JOINT_SWERVE = 2.5;
const BOX_SWERVE = 0.8;
/** Standard deviation of the speed of somebody who was just born, a second. */
const BIRTH_SPEED = 1;
/** Joints that are out of sight take on the body's speed with this time constant: arms swing back, bodies go on. */
const LIMB_SECONDS = 0.15;
/** The usual score forgets half of the past in this time. */
const USUAL_MS = 500;
/** Clothes are known by the last so many ms (half of the memory). */
const DRESS_MS = 1000;
/**
 * The mean speed forgets half of the past in this time. Who disappears behind something shows half a body at last, whose
 * box shrinks: the filter's speed is wrong then (compare OC-SORT, arXiv 2203.14360), so that only good sights count.
 */
const CRUISE_MS = 400;
const WELL_SEEN = 0.75;
/** Who is so far from where they were born has moved; what stands still seems to move by half of this when people pass it. */
const MOVED = 0.5;
/** So many times the score of birth is asked of those who have not moved, and of those who have. */
const STILL = 4 / 3;
const MOVING = 3 / 4;
/** A joint unseen for longer begins anew. */
const STALE_MS = 400;
/** A joint of this score is as good as measured; below, what was expected counts the more, the lower it is. */
const FULL_SCORE = 0.35;

export function createTrack(id: number, pose: Pose, timeMs: number, found: number, filter?: PlaceFilter): Track {
  const points = createMovingPoints(POINTS);
  const track: Track = {
    id,
    bornMs: timeMs,
    bornAt: middleOf(pose.box),
    seenMs: timeMs,
    clearMs: timeMs,
    nowMs: timeMs,
    sightings: 1,
    confirmed: false,
    surfaced: false,
    found,
    score: pose.score,
    usualScore: pose.score,
    box: pose.box,
    body: pose.box,
    quarter: 0,
    usual: { vx: 0, vy: 0, width: pose.box.width, height: pose.box.height },
    x: points.x,
    y: points.y,
    variance: points.placeVariance,
    scores: new Float64Array(KEYPOINT_COUNT),
    spreads: new Float64Array(KEYPOINT_COUNT),
    dissents: new Float64Array(KEYPOINT_COUNT),
    points,
    shown: new Float32Array(KEYPOINT_COUNT * FILTER_FLOATS),
    filter,
    clothes: new Float32Array(CLOTHES_FLOATS),
    meeting: createMeeting(),
  };
  const size = sizeOf(pose.box);
  const speed = (BIRTH_SPEED * size) ** 2;
  for (const [joint, keypoint] of pose.keypoints.entries()) {
    startPoint(points, joint, keypoint.x, keypoint.y, jointVariance(keypoint, size), speed);
    take(track, joint, keypoint);
  }
  startPoint(points, CORNERS[0], pose.box.xMin, pose.box.yMin, (CORNER_NOISE * size) ** 2, speed);
  startPoint(points, CORNERS[1], pose.box.xMax, pose.box.yMax, (CORNER_NOISE * size) ** 2, speed);
  track.quarter = quarterOf(track.x, track.y, track.scores, size, 0);
  filter?.smooth(track.shown, timeMs, size);
  return track;
}

/** Moves a track on to `timeMs`: where the person is expected, and with what score if nobody sees them. */
export function advanceTrack(track: Track, timeMs: number, fadeMs: number): void {
  const seconds = (timeMs - track.nowMs) / 1000;
  const { points, scores } = track;
  const size = sizeOf(track.box);
  const fade = 0.5 ** ((seconds * 1000) / fadeMs);
  const unseen = track.nowMs > track.seenMs;
  const vx = unseen ? track.usual.vx : boxSpeed(points.vx);
  const vy = unseen ? track.usual.vy : boxSpeed(points.vy);
  const drag = 1 - Math.exp(-seconds / LIMB_SECONDS);
  const { dx, dy } = jointsMove(track, seconds);
  for (let i = 0; i < POINTS; i++) {
    const isJoint = i < KEYPOINT_COUNT;
    if (unseen || (isJoint && scores[i]! < FULL_SCORE)) {
      // The box's corners go on together at once.
      const pace = isJoint ? drag : 1;
      points.vx[i] = points.vx[i]! + pace * (vx - points.vx[i]!);
      points.vy[i] = points.vy[i]! + pace * (vy - points.vy[i]!);
    }
    movePoint(points, i, seconds, ((isJoint ? JOINT_SWERVE : BOX_SWERVE) * size) ** 2);
    if (isJoint) scores[i] = scores[i]! * fade;
  }
  if (unseen) regrow(track, drag);
  track.score *= fade;
  track.nowMs = timeMs;
  track.box = boxAt(points);
  track.body = unseen ? track.box : moved(track.body, dx, dy);
}

/** How far the sure joints go on average; the box, where none is sure. */
function jointsMove({ points: { vx, vy }, scores }: Track, seconds: number): { dx: number; dy: number } {
  let [dx, dy, sure] = [0, 0, 0];
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    if (scores[joint]! < FULL_SCORE) continue;
    dx += vx[joint]!;
    dy += vy[joint]!;
    sure++;
  }
  if (sure === 0) return { dx: boxSpeed(vx) * seconds, dy: boxSpeed(vy) * seconds };
  return { dx: (dx / sure) * seconds, dy: (dy / sure) * seconds };
}

function moved({ xMin, yMin, xMax, yMax }: Box, dx: number, dy: number): Box {
  return boxOf(xMin + dx, yMin + dy, xMax + dx, yMax + dy);
}

/** Nobody shrinks out of sight: the box takes on its usual size by `share`. */
function regrow({ points: { x, y }, usual }: Track, share: number): void {
  const [a, b] = CORNERS;
  const dx = (share * (usual.width - (x[b]! - x[a]!))) / 2;
  const dy = (share * (usual.height - (y[b]! - y[a]!))) / 2;
  x[a] = x[a]! - dx;
  x[b] = x[b]! + dx;
  y[a] = y[a]! - dy;
  y[b] = y[b]! + dy;
}

/** Whoever has left the picture stays where they left it, for there they may come back. */
export function holdAtEdge(track: Track, width: number, height: number): void {
  const { points, box } = track;
  const { x, y } = middleOf(box);
  const dx = Math.min(Math.max(x, 0), width) - x;
  const dy = Math.min(Math.max(y, 0), height) - y;
  if (dx === 0 && dy === 0) return;
  for (let i = 0; i < POINTS; i++) {
    points.x[i] = points.x[i]! + dx;
    points.y[i] = points.y[i]! + dy;
    points.vx[i] = 0;
    points.vy[i] = 0;
  }
  track.box = boxAt(points);
  track.body = track.box;
}

/** Whether the person has left the place where they were first seen: posts and shadows never do. */
export function hasMoved({ box, bornAt }: Track): boolean {
  const { x, y } = middleOf(box);
  return Math.hypot(x - bornAt.x, y - bornAt.y) > MOVED * sizeOf(box);
}

/** What those have to score who might be a thing, for they have not moved: a third more, but never all that is possible. */
export function stillScore(birthScore: number): number {
  return Math.min(STILL * birthScore, (1 + birthScore) / 2);
}

/** What those have to score who walk about: few things do. */
export function movingScore(birthScore: number): number {
  return MOVING * birthScore;
}

/** The person of a track, which was moved on to this time, is seen. */
export function seeTrack(track: Track, pose: Pose, found: number): void {
  const { points, nowMs } = track;
  const size = sizeOf(pose.box);
  const speed = (BIRTH_SPEED * size) ** 2;
  const lost = nowMs - track.seenMs > STALE_MS;
  for (const [joint, keypoint] of pose.keypoints.entries()) {
    const variance = jointVariance(keypoint, size);
    if (lost) startPoint(points, joint, keypoint.x, keypoint.y, variance, speed);
    else correctPoint(points, joint, keypoint.x, keypoint.y, variance);
    take(track, joint, keypoint);
  }
  const corner = (CORNER_NOISE * size) ** 2;
  const body = bodyBox(track.x, track.y, track.scores) ?? pose.box;
  track.body = lost ? body : wholeBox(body, track.box, track.usual);
  const { xMin, yMin, xMax, yMax } = track.body;
  for (const [i, x, y] of [[CORNERS[0], xMin, yMin] as const, [CORNERS[1], xMax, yMax] as const]) {
    if (lost) startPoint(points, i, x, y, corner, speed);
    else correctPoint(points, i, x, y, corner);
  }
  track.box = boxAt(points);
  track.quarter = quarterOf(track.x, track.y, track.scores, size, track.quarter);
  track.sightings++;
  if (pose.score >= WELL_SEEN * track.usualScore) {
    track.clearMs = nowMs;
    const pace = Math.max(1 - 0.5 ** ((nowMs - track.seenMs) / CRUISE_MS), 1 / track.sightings);
    track.usual.vx += pace * (boxSpeed(points.vx) - track.usual.vx);
    track.usual.vy += pace * (boxSpeed(points.vy) - track.usual.vy);
    track.usual.width += pace * (body.width - track.usual.width);
    track.usual.height += pace * (body.height - track.usual.height);
  }
  track.score = pose.score;
  track.usualScore += (1 - 0.5 ** ((nowMs - track.seenMs) / USUAL_MS)) * (pose.score - track.usualScore);
  track.found = found;
  track.seenMs = nowMs;
  track.filter?.smooth(track.shown, nowMs, size);
}

/** A track turns out to be that of somebody who was known before; whom they met meanwhile, they met as somebody else. */
export function resumeTrack(track: Track, { id, bornMs, clothes }: Track): void {
  track.id = id;
  track.bornMs = bornMs;
  track.meeting.others.clear();
  forgetSights(track.meeting);
  mixClothes(track.clothes, clothes, 0.5);
}

/** Two tracks turn out to be each other's: what is known of the persons changes sides, what was seen of them stays. */
export function exchangeTracks(a: Track, b: Track): void {
  [a.id, b.id] = [b.id, a.id];
  [a.bornMs, b.bornMs] = [b.bornMs, a.bornMs];
  [a.bornAt, b.bornAt] = [b.bornAt, a.bornAt];
  [a.clothes, b.clothes] = [b.clothes, a.clothes];
}

/** What the person of a track wears now: memory follows slowly, for much of it is light and shade. */
export function dressTrack(track: Track, clothes: Float32Array, sinceMs: number): void {
  mixClothes(track.clothes, clothes, 1 - 0.5 ** (sinceMs / DRESS_MS));
}

/** Nobody sees the person of a track now: what was expected is shown. */
export function missTrack(track: Track): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const at = joint * FILTER_FLOATS;
    track.shown[at] = track.x[joint]!;
    track.shown[at + 1] = track.y[joint]!;
    track.shown[at + 2] = track.scores[joint]!;
  }
  track.filter?.smooth(track.shown, track.nowMs, sizeOf(track.box));
}

/** The picture is another size from now on: everything lies at (x · sx, y · sy). */
export function scaleTrack(track: Track, sx: number, sy: number): void {
  const { points, shown } = track;
  const both = sx * sy;
  track.bornAt.x *= sx;
  track.bornAt.y *= sy;
  for (let i = 0; i < POINTS; i++) {
    points.x[i] = points.x[i]! * sx;
    points.y[i] = points.y[i]! * sy;
    points.vx[i] = points.vx[i]! * sx;
    points.vy[i] = points.vy[i]! * sy;
    points.placeVariance[i] = points.placeVariance[i]! * both;
    points.crossVariance[i] = points.crossVariance[i]! * both;
    points.speedVariance[i] = points.speedVariance[i]! * both;
  }
  for (let at = 0; at < shown.length; at += FILTER_FLOATS) {
    shown[at] = shown[at]! * sx;
    shown[at + 1] = shown[at + 1]! * sy;
    shown[at + 3] = shown[at + 3]! * Math.sqrt(both);
  }
  for (const [joint, spread] of track.spreads.entries()) track.spreads[joint] = spread * Math.sqrt(both);
  track.usual.vx *= sx;
  track.usual.vy *= sy;
  track.usual.width *= sx;
  track.usual.height *= sy;
  track.box = boxAt(points);
  track.body = boxOf(track.body.xMin * sx, track.body.yMin * sy, track.body.xMax * sx, track.body.yMax * sy);
  track.filter?.scale(sx, sy);
}

/** What is shown of a track at its present time; its box may leave the picture. */
export function poseOfTrack(track: Track): Pose {
  const keypoints = KEYPOINT_NAMES.map((name, joint): Keypoint => {
    const x = track.shown[joint * FILTER_FLOATS] ?? 0;
    const y = track.shown[joint * FILTER_FLOATS + 1] ?? 0;
    return {
      x,
      y,
      score: track.scores[joint]!,
      name,
      spread: track.spreads[joint]!,
      dissent: track.dissents[joint]!,
    };
  });
  return {
    keypoints,
    score: track.score,
    box: track.box,
    id: track.id,
    ageMs: track.nowMs - track.bornMs,
    lastSeenMs: track.seenMs,
    confirmed: track.confirmed,
  };
}

/** The square root of the person's area, px. */
export function sizeOf(box: Box): number {
  return Math.sqrt(Math.max(areaOf(box), 1));
}

/**
 * Takes over a joint: what is shown is the measurement where it is sure, and the more of the (corrected) expectation, the
 * less sure it is; so an occluded joint drifts and fades, and does not jump.
 */
function take(track: Track, joint: number, { x, y, score, spread, dissent }: Keypoint): void {
  const trust = Math.min(score / FULL_SCORE, 1);
  const at = joint * FILTER_FLOATS;
  track.scores[joint] = Math.max(score, track.scores[joint]!);
  track.spreads[joint] = spread;
  track.dissents[joint] = dissent;
  track.shown[at] = trust * x + (1 - trust) * track.x[joint]!;
  track.shown[at + 1] = trust * y + (1 - trust) * track.y[joint]!;
  track.shown[at + 2] = track.scores[joint]!;
  track.shown[at + 3] = spread;
}

/** Noise of a measurement, px²: the votes' own spread, and more for a joint of which nobody is sure. */
function jointVariance({ score, spread }: Keypoint, size: number): number {
  return ((PLACE_NOISE * size) ** 2 + spread * spread) / Math.max(score, 0.02) ** 2;
}

/** One coordinate of the speed of the box's middle. */
function boxSpeed(speeds: Float64Array): number {
  return (speeds[CORNERS[0]]! + speeds[CORNERS[1]]!) / 2;
}

function boxAt({ x, y }: MovingPoints): Box {
  const [a, b] = CORNERS;
  return boxOf(
    Math.min(x[a]!, x[b]! - 1),
    Math.min(y[a]!, y[b]! - 1),
    Math.max(x[b]!, x[a]! + 1),
    Math.max(y[b]!, y[a]! + 1),
  );
}
