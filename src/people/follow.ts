// SPDX-License-Identifier: Apache-2.0
// Detect, then track: squads look where known people are expected, and scouts look for others from time to time.
import { boxOf, holdsMiddle, iou, middleOf } from '../pose/box.ts';
import type { Box, Keypoint, Pose } from '../pose/pose.ts';
import type { Quarter } from '../pose/quarter.ts';
import { assemblePose, closerBox, type Person } from './assemble.ts';
import { bodyBox } from './body-box.ts';
import type { FilterFactory } from './smoothing/place-filter.ts';
import { suppressPoses } from './suppress.ts';
import { CLOTHES_FLOATS, type Pixels, readClothes } from './tracks/clothes.ts';
import type { TrackingSettings } from './tracks/config.ts';
import type { Expected } from './tracks/distance.ts';
import { needOf } from './tracks/need.ts';
import type { TemporalJudge } from './tracks/temporal.ts';
import { stillScore, type Track } from './tracks/track.ts';
import { createTracker, type Sighting } from './tracks/tracker.ts';

/** Whoever looks at the picture that is shown. */
export interface Eyes {
  /** People whom the scouts find, best first; at most `most`. */
  scan(most: number): Promise<readonly Found[]>;
  /** What the squads see in each box, in the boxes' order; valid until the next call. */
  vote(boxes: readonly Box[], options: LookOptions): Promise<readonly Person[]>;
  /** The picture itself: clothes tell people apart. Without it nobody looks at them. */
  readonly picture?: Pixels;
  /**
   * How many looks there is time for from now on, Infinity in a recording: everybody is looked at once more then, where the joints
   * are, and else those who are in doubt. Without it nobody is.
   */
  looksLeft?(): number;
}

interface LookOptions {
  /** How sure the scouts were of each. */
  readonly scores: readonly number[];
  /** Where those are expected who are known; nothing where the prediction has no vote. */
  readonly expected?: readonly (Expected | undefined)[];
  /** By how many quarters each is turned; undefined for strangers. */
  readonly quarters: readonly (Quarter | undefined)[];
  /** How much a better look at each pays, 0..1, where there is no time for the best one. */
  readonly needs?: readonly number[];
}

interface Found {
  readonly box: Box;
  readonly score: number;
  readonly quarter?: Quarter | undefined;
}

/** A stream of pictures begins anew, as far as its people are concerned. */
export interface StreamReset {
  /** `time`: the time stamp is not later than the one before. `size`: the picture is of another shape. */
  readonly code: 'time' | 'size';
  readonly message: string;
}

/** One picture of a stream. */
export interface StreamFrame {
  readonly width: number;
  readonly height: number;
  readonly timeMs: number;
}

export interface Follower {
  /**
   * Tells that a frame follows: where everybody is expected now.
   *
   * @returns Why the stream begins anew, if it does.
   */
  begin(frame: StreamFrame): StreamReset | undefined;
  /**
   * Looks at the frame that `begin` announced: its people, best first, at most `most`.
   *
   * @param region Whoever leaves this part of the picture, px, is lost; the whole picture when left out.
   */
  look(eyes: Eyes, most: number, region?: Box): Promise<{ readonly poses: Pose[]; readonly looks: number }>;
  reset(): void;
}

/** Scouts' boxes per person that may still be missing: some show the same person, some nobody. */
const BOXES_PER_PERSON = 2;
/** A scout's box that overlaps (intersection over union) somebody in sight so much may be theirs, or certainly is. */
const FITS = 0.3;
const SAME = 0.6;
/** What is left of the scouts' certainty about somebody whom they do not see again, and its least. */
const DOUBT = 0.95;
const LEAST_FOUND = 0.3;
/** How far beyond the expected body squads look, as a share of its sides. */
const LOOK_MARGIN = 0.05;
/** Strangers who score less than this share of `birthScore` are not looked at again where time is short. */
const WORTH_IT = 0.2;
/** Sides that change by factors which differ by no more than this keep the picture's shape. */
const SAME_SHAPE = 1.02;

/**
 * @param filter Makes the filter of each person; undefined shows people as they are measured.
 * @param judge The temporal validators; undefined believes every joint.
 */
export function createFollower(settings: TrackingSettings, filter?: FilterFactory, judge?: TemporalJudge): Follower {
  const tracker = createTracker(settings, filter, judge);
  let last: StreamFrame | undefined;
  let now: StreamFrame = { width: 0, height: 0, timeMs: 0 };
  /** Of the frame before. */
  let beforeMs: number | undefined;
  const wardrobe: Float32Array[] = [];
  let scoutedMs = Number.NEGATIVE_INFINITY;

  return {
    begin(frame) {
      const reset = last && continues(last, frame);
      if (reset !== undefined) forget();
      beforeMs = last?.timeMs;
      last = frame;
      now = frame;
      tracker.advance(frame.timeMs, frame.width, frame.height);
      return reset;
    },
    async look(eyes, most, region) {
      const isHere = ({ box }: { readonly box: Box }): boolean => !region || holdsMiddle(region, box);
      const near = tracker.tracks.filter((track) => now.timeMs - track.seenMs <= settings.searchMs && isHere(track));
      const shown = near.filter(({ surfaced }) => surfaced).slice(0, most);
      // Those who are not shown yet are looked at in the time that is left.
      const spare = Math.max(0, looksLeft(eyes) - shown.length);
      const known = [...shown, ...near.filter(({ surfaced }) => !surfaced).slice(0, Math.min(spare, most))];
      const isSeenTwice = (track: Track): boolean =>
        spare === Number.POSITIVE_INFINITY || (spare > 0 && isInDoubt(track));
      const places = known.map((track) => whereToLook(track, isSeenTwice(track)));
      const first = await lookAt(eyes, places, known);
      const sightings: Sighting[] = [];
      let looks = known.length;
      // Whoever was out of sight a frame ago may be anywhere.
      const wasSeen = ({ seenMs }: Track): boolean => seenMs === beforeMs;
      const missing = most - shown.filter(wasSeen).length;
      if (missing > 0 && now.timeMs - scoutedMs >= settings.scoutEveryMs) {
        scoutedMs = now.timeMs;
        const found = await eyes.scan(most * BOXES_PER_PERSON);
        const strangers = tellApart(found, known.filter(wasSeen)).slice(0, missing * BOXES_PER_PERSON);
        sightings.push(...(await lookCloser(eyes, await lookAt(eyes, strangers), strangers)));
        looks += strangers.length;
      }
      sightings.unshift(...(await lookCloser(eyes, first, places, known)));
      const foundOf = new Map(sightings.map(({ pose, found }) => [pose, found]));
      const people = suppressPoses([...foundOf.keys()], sightings.length);
      const { picture } = eyes;
      tracker.update(
        people.map((pose, i): Sighting => {
          const found = foundOf.get(pose) ?? 0;
          return picture && settings.clothes > 0
            ? { pose, found, clothes: clothesOf(pose, picture, i) }
            : { pose, found };
        }),
        // A look at each of them in every frame is much where frames are due.
        looksLeft(eyes) > 0,
      );
      return { poses: tracker.poses(most).filter(isHere), looks };
    },
    reset() {
      forget();
      last = undefined;
    },
  };

  /** Written into lists that are kept, for nothing is to be allocated frame by frame. */
  function clothesOf({ keypoints }: Pose, picture: Pixels, index: number): Float32Array {
    const clothes = wardrobe[index] ?? new Float32Array(CLOTHES_FLOATS);
    wardrobe[index] = clothes;
    readClothes(picture, keypoints, clothes);
    return clothes;
  }

  /** Whether it pays to look twice: at whoever is not shown yet, meets somebody, or scores no more than a thing may. */
  function isInDoubt({ surfaced, meeting, usualScore }: Track, score = usualScore): boolean {
    return !surfaced || meeting.others.size > 0 || score < stillScore(settings.birthScore);
  }

  function forget(): void {
    tracker.reset();
    scoutedMs = Number.NEGATIVE_INFINITY;
  }

  /** Why nobody of the frame before can be followed into this one; undefined when they can. */
  function continues(before: StreamFrame, { width, height, timeMs }: StreamFrame): StreamReset | undefined {
    if (!(timeMs > before.timeMs)) {
      const message = `the time stamp is ${timeMs} ms after ${before.timeMs} ms, expected a later one: people are new`;
      return { code: 'time', message };
    }
    if (width === before.width && height === before.height) return undefined;
    const [sx, sy] = [width / before.width, height / before.height];
    if (Math.max(sx / sy, sy / sx) <= SAME_SHAPE) {
      tracker.scale(sx, sy);
      return undefined;
    }
    const message = `the picture is ${width} x ${height} px after ${before.width} x ${before.height}: people are new`;
    return { code: 'size', message };
  }

  /** @param known Who is expected there; strangers when left out. */
  async function lookAt(eyes: Eyes, places: readonly Found[], known?: readonly Track[]): Promise<Sighting[]> {
    if (places.length === 0) return [];
    const expected = settings.prediction ? known : undefined;
    const people = await eyes.vote(
      places.map(({ box }) => box),
      {
        scores: places.map(({ score }) => score),
        quarters: places.map(({ quarter }) => quarter),
        ...(expected && { expected }),
        ...(known && { needs: known.map(needOf) }),
      },
    );
    return people.map(sightingOf);
  }

  function sightingOf(person: Person): Sighting {
    return { pose: wholePose(person, now), found: person.boxScore };
  }

  /**
   * Sends the squads once more, to where the joints say that somebody is, as often as there is time for. Of strangers the surer look
   * counts, of those who are known the second: the best of two looks in every frame would make people of things.
   */
  async function lookCloser(
    eyes: Eyes,
    first: readonly Sighting[],
    places: readonly Found[],
    known?: readonly Track[],
  ): Promise<Sighting[]> {
    const left = looksLeft(eyes);
    const isWorthIt = ({ score }: Pose, track: Track | undefined): boolean =>
      left === Number.POSITIVE_INFINITY || (track ? isInDoubt(track, score) : score >= WORTH_IT * settings.birthScore);
    const closer = first
      .flatMap(({ pose }, index) => {
        const place = places[index];
        const box = isWorthIt(pose, known?.[index]) ? closerBox(pose) : undefined;
        return place && box ? [{ index, place: { ...place, box } }] : [];
      })
      .slice(0, left);
    const again = closer.map(({ place }) => place);
    const seen = await lookAt(eyes, again, known && closer.flatMap(({ index }) => known[index] ?? []));
    const best = [...first];
    for (const [i, sighting] of seen.entries()) {
      const index = closer[i]?.index ?? -1;
      if (known || sighting.pose.score > (first[index]?.pose.score ?? 1)) best[index] = sighting;
    }
    return best;
  }

  /**
   * Which of the scouts' boxes show strangers. Each known person accounts for the box that fits best, and is the surer for
   * it; further boxes of much the same place show them once more.
   */
  function tellApart(found: readonly Found[], known: readonly Track[]): Found[] {
    const fits = known.flatMap((track) => found.map((one) => ({ track, one, share: iou(track.box, one.box) })));
    const accounted = new Map<Found, Track>();
    const seen = new Set<Track>();
    for (const { track, one, share } of fits.sort((a, b) => b.share - a.share)) {
      if (share < FITS || (share < SAME && (seen.has(track) || accounted.has(one)))) continue;
      seen.add(track);
      accounted.set(one, track);
      track.found = Math.max(track.found, one.score);
    }
    for (const track of known) if (!seen.has(track)) track.found = Math.max(track.found * DOUBT, LEAST_FOUND);
    return found.filter((one) => !accounted.has(one));
  }
}

function looksLeft(eyes: Eyes): number {
  return eyes.looksLeft?.() ?? 0;
}

/**
 * A little more than the expected body: it may be elsewhere. Where the joints go, which follow whoever jumps or shakes, and as
 * large as usual: what lies outside is not seen, and the next box would be smaller still. Of those who meet somebody the track's
 * box is inert enough not to be drawn over to them, and it is good enough where a closer look follows (`isSeenTwice`).
 */
function whereToLook({ body, box, usual, meeting, found, quarter }: Track, isSeenTwice: boolean): Found {
  const isInert = isSeenTwice || meeting.others.size > 0;
  const { x, y } = middleOf(isInert ? box : body);
  const dx = (0.5 + LOOK_MARGIN) * (isInert ? box.width : Math.max(body.width, usual.width));
  const dy = (0.5 + LOOK_MARGIN) * (isInert ? box.height : Math.max(body.height, usual.height));
  return { box: boxOf(x - dx, y - dy, x + dx, y + dy), score: found, quarter };
}

/** A person's pose with the box round the whole body, as far as its joints tell, also beyond the picture's edges. */
function wholePose(person: Person, { width, height }: StreamFrame): Pose {
  const pose = assemblePose(person, width, height);
  const column = (pick: (keypoint: Keypoint) => number): number[] => pose.keypoints.map(pick);
  const [x, y, scores] = [column((one) => one.x), column((one) => one.y), column((one) => one.score)];
  return { ...pose, box: bodyBox(x, y, scores) ?? pose.box };
}
