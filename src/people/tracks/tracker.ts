// SPDX-License-Identifier: Apache-2.0
// Which pose is whose: tracks are moved on, poses are given to them at the least cost, strangers get a track of their own.
import { boxOf, clipBox, intersectionArea } from '../../pose/box.ts';
import type { Box, Pose } from '../../pose/pose.ts';
import type { FilterFactory } from '../smoothing/place-filter.ts';
import { createAssign, NOBODY } from './assignment.ts';
import type { TrackingSettings } from './config.ts';
import { COVERED, settleMeetings } from './exchange.ts';
import { lostness, nearness, type Sighting } from './likeness.ts';
import { noteClothes } from './meeting.ts';
import { createTemporalFeatures, type TemporalJudge, validated } from './temporal.ts';
import {
  advanceTrack,
  createTrack,
  dressTrack,
  hasMoved,
  holdAtEdge,
  missTrack,
  movingScore,
  poseOfTrack,
  resumeTrack,
  scaleTrack,
  seeTrack,
  sizeOf,
  stillScore,
  type Track,
} from './track.ts';

export type { Sighting };

export interface Tracker {
  /** Everybody who is known, those out of sight included; oldest first. */
  readonly tracks: readonly Track[];
  /** Moves everybody on to `timeMs`, which must be later than any time before, in a picture of this size. */
  advance(timeMs: number, width: number, height: number): void;
  /**
   * Tells what is seen at the time of `advance`: each person once. What is not finite is dropped.
   *
   * @param isPatient Whether strangers who score less than `birthScore` are followed, too, unseen by others, until they walk.
   */
  update(sightings: readonly Sighting[], isPatient?: boolean): void;
  /** The people to show, best first; their boxes are what the picture shows of them. */
  poses(most: number): Pose[];
  /** The picture is another size from now on: everything lies at (x · sx, y · sy). */
  scale(sx: number, sy: number): void;
  /** Forgets everybody. Ids go on. */
  reset(): void;
}

/** Lost for longer, people are looked for by place and size rather than by pose. */
const LOST_MS = 350;
/** People out of sight are shown until they have lost half of their score so often. */
const FADES = 4;
/** An unconfirmed track is given up when unseen for this long. */
const DOUBT_MS = 250;
/** A box with a shorter side than this, px, has shrunk to nobody. */
const MIN_SIDE = 4;
/** A stranger of whom so much lies in somebody in sight of like size (share of the larger area), or the other way round. */
const INSIDE = 0.9;
const LIKE_SIZE = 0.35;
/** A stranger who lies in them by so much and scores so much less is a part of them. */
const PART_INSIDE = 0.6;
const PART_SCORE = 0.6;
/** How much further the gate opens for those whom nothing fits well. */
const LOOSE = 4 / 3;
/** A track is confirmed by as many sightings at least, however slow the frames come. */
const LEAST_SIGHTINGS = 3;

/**
 * @param settings How people are followed.
 * @param filter Makes the filter of each person; undefined shows people as they are measured.
 * @param judge The temporal validators; undefined believes every joint.
 */
export function createTracker(settings: TrackingSettings, filter?: FilterFactory, judge?: TemporalJudge): Tracker {
  const assign = createAssign();
  let tracks: Track[] = [];
  let nextId = 1;
  let nowMs = Number.NaN;
  let picture = boxOf(0, 0, 0, 0);
  const features = createTemporalFeatures();
  let cost = new Float64Array(64);
  let columnOf = new Int32Array(16);

  return {
    get tracks() {
      return tracks;
    },
    advance(timeMs, width, height) {
      nowMs = timeMs;
      picture = boxOf(0, 0, width, height);
      for (const track of tracks) {
        advanceTrack(track, timeMs, settings.fadeMs);
        holdAtEdge(track, width, height);
      }
    },
    update(all, isPatient = false) {
      const sightings = all.filter(isSane);
      // Whoever is confirmed is served first, then who was lost, then who is new: a second look at somebody may bear a track of
      // its own, which must not take them over (compare the cascade of Wojke, Bewley, Paulus 2017, arXiv 1703.07402). Those
      // whom nothing fits well are served again, more generously, together with the lost (compare the second association of
      // ByteTrack, Zhang et al. 2022, arXiv 2110.06864): a strict gate keeps people apart who pass each other.
      const { gate, keepScore, birthScore } = settings;
      const least = isPatient ? movingScore(birthScore) : birthScore;
      const known = tracks.filter(({ confirmed, seenMs }) => confirmed && !isLost(seenMs));
      const left = match(known, sightings, sightings, gate, keepScore, nearness(settings, gate));
      const waiting = tracks.filter(({ confirmed, seenMs }) => confirmed && seenMs < nowMs);
      const loosely = nearness(settings, LOOSE * gate);
      const strange = match(waiting, left, sightings, 1, birthScore, (sighting, track) =>
        isLost(track.seenMs) ? lostness(settings, sighting, track, nowMs) : loosely(sighting, track) / (LOOSE * gate),
      );
      // Of the young nobody knows how fast they are.
      const young = tracks.filter(({ confirmed }) => !confirmed);
      const unknown = match(young, strange, sightings, LOOSE * gate, keepScore, loosely);
      for (const track of tracks) if (track.seenMs < nowMs) missTrack(track);
      for (const sighting of unknown) {
        const { pose, found } = sighting;
        if (pose.score < least || tracks.some((track) => isPartOf(pose, track))) continue;
        const track = createTrack(nextId++, pose, nowMs, found, filter?.());
        surface(track);
        dress(track, sighting, sightings, 0);
        tracks.push(track);
      }
      tracks = settleMeetings(tracks.filter(isKept), nowMs);
    },
    poses(most) {
      return tracks
        .filter(isShown)
        .map((track) => ({ ...poseOfTrack(track), box: clipBox(track.box, picture.width, picture.height) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, most);
    },
    scale(sx, sy) {
      for (const track of tracks) scaleTrack(track, sx, sy);
    },
    reset() {
      tracks = [];
    },
  };

  /** Whether a stranger is somebody in sight once more, or a limb or shadow of them. */
  function isPartOf({ box, score }: Pose, track: Track): boolean {
    if (track.seenMs < nowMs) return false;
    const common = intersectionArea(track.box, box);
    const [own, theirs] = [box.width * box.height, track.box.width * track.box.height];
    const smaller = Math.min(own, theirs);
    const isSame = common > INSIDE * smaller && smaller > LIKE_SIZE * Math.max(own, theirs);
    return isSame || (common > PART_INSIDE * own && score < PART_SCORE * track.score);
  }

  /** Gives tracks what they most likely are, and returns what is left. */
  function match(
    some: readonly Track[],
    sightings: readonly Sighting[],
    all: readonly Sighting[],
    gate: number,
    least: number,
    distance: (sighting: Sighting, track: Track) => number,
  ): Sighting[] {
    if (some.length === 0 || sightings.length === 0) return [...sightings];
    reserve(some.length, sightings.length);
    for (const [row, track] of some.entries()) {
      for (const [column, sighting] of sightings.entries()) {
        const unlike = sighting.pose.score >= least ? distance(sighting, track) : Number.POSITIVE_INFINITY;
        // A distance of the caller's own may be anything; the solver would never come to an end with one of minus Infinity.
        cost[row * sightings.length + column] = Number.isFinite(unlike) ? unlike : Number.POSITIVE_INFINITY;
      }
    }
    assign(cost, some.length, sightings.length, gate, columnOf);
    const taken = new Set<number>();
    for (const [row, track] of some.entries()) {
      const column = columnOf[row]!;
      const sighting = column === NOBODY ? undefined : sightings[column];
      if (sighting === undefined) continue;
      taken.add(column);
      const { pose, found } = sighting;
      dress(track, sighting, all, nowMs - track.seenMs);
      // After a while without a sight a joint may be anywhere.
      const isKnown = judge !== undefined && nowMs - track.seenMs <= LOST_MS;
      seeTrack(track, isKnown ? validated(pose, track, sizeOf(pose.box), judge, features) : pose, found);
      surface(track);
      const isOld = nowMs - track.bornMs >= settings.confirmMs && track.sightings >= LEAST_SIGHTINGS;
      if (track.confirmed || !isOld || track.usualScore < leastScore(track)) continue;
      track.confirmed = true;
      track.surfaced = true;
      recognise(sighting, track);
    }
    return sightings.filter((_, column) => !taken.has(column));
  }

  /** What somebody's usual score has to be before they are confirmed: much as long as they might be a thing, little once they walk. */
  function leastScore(track: Track): number {
    const { birthScore } = settings;
    return hasMoved(track) ? movingScore(birthScore) : stillScore(birthScore);
  }

  /** Whoever once scores what is asked of strangers is shown from then on. */
  function surface(track: Track): void {
    track.surfaced ||= track.score >= settings.birthScore;
  }

  /** Whoever was no longer clearly seen when somebody appeared whom this sighting confirms may be the same: they are who they were. */
  function recognise(sighting: Sighting, track: Track): void {
    let same: Track | undefined;
    let least = 1;
    for (const old of tracks) {
      if (!old.confirmed || old.clearMs >= track.bornMs || old.seenMs === nowMs) continue;
      const distance = lostness(settings, sighting, old, nowMs);
      if (distance >= least) continue;
      least = distance;
      same = old;
    }
    if (same === undefined) return;
    resumeTrack(track, same);
    tracks = tracks.filter((one) => one !== same);
  }

  /** Remembers the clothes of a sighting, unless they may be those of somebody in front. */
  function dress(track: Track, { pose, clothes }: Sighting, all: readonly Sighting[], sinceMs: number): void {
    if (clothes === undefined) return;
    const isClear = !all.some(
      (other) => other.pose !== pose && intersectionArea(other.pose.box, pose.box) > COVERED * area(pose.box),
    );
    if (!isClear) return;
    if (track.meeting.others.size > 0) noteClothes(track.meeting, clothes);
    else dressTrack(track, clothes, sinceMs);
  }

  function isLost(seenMs: number): boolean {
    return nowMs - seenMs > LOST_MS;
  }

  function isShown({ box, score, seenMs, surfaced }: Track): boolean {
    if (!surfaced) return false;
    const faded = score < settings.keepScore / 2 || nowMs - seenMs > FADES * settings.fadeMs;
    return !faded && intersectionArea(box, picture) > 0;
  }

  /** Those who were mistaken for people go when their usual score tells, the others when they were away for too long. */
  function isKept({ confirmed, seenMs, usualScore, box }: Track): boolean {
    if (usualScore < settings.keepScore || Math.min(box.width, box.height) < MIN_SIDE) return false;
    return nowMs - seenMs <= (confirmed ? settings.returnMs : DOUBT_MS);
  }

  function reserve(rows: number, columns: number): void {
    if (rows * columns > cost.length) cost = new Float64Array(rows * columns * 2);
    if (rows > columnOf.length) columnOf = new Int32Array(rows * 2);
  }
}

function area({ width, height }: Box): number {
  return width * height;
}

/** Filters never recover from what is no number. */
function isSane({ pose: { keypoints, box, score } }: Sighting): boolean {
  const numbers = [score, box.xMin, box.yMin, box.xMax, box.yMax];
  return (
    numbers.every(Number.isFinite) && keypoints.every((one) => Number.isFinite(one.x + one.y + one.score + one.spread))
  );
}
