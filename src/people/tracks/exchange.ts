// SPDX-License-Identifier: Apache-2.0
// Two who met may have taken each other's place: when they have parted, what they wear tells.
import { intersectionArea } from '../../pose/box.ts';
import { areaOf } from '../suppress.ts';
import { clothesLikeness, mixClothes } from './clothes.ts';
import { forgetSights, isClear, meet } from './meeting.ts';
import { exchangeTracks, resumeTrack, type Track } from './track.ts';

/**
 * Of whom others cover more, as a share of the box, nobody knows whose clothes are seen. Two meet sooner: where their boxes share so
 * much of the smaller person's area, which is a tenth of the box.
 */
export const COVERED = 0.2;
/**
 * By how much clothes have to be more alike crosswise than straight, two likenesses each. Of those who kept their places most are
 * less alike by .3 and more, and the most alike of them more by .02; those who changed them are more alike by .1 and more
 * (PETS09-S2L1 as it is and flipped, 200 meetings).
 */
const CLEARLY = 0.05;
/** Whoever was not seen for so long, ms, meets nobody: where they are is a guess. */
const AWAY_MS = 200;
/** Whoever is new since so long before two met, ms, may be one of them. */
const BEFORE_MS = 500;
/** By how much three have to be more alike crosswise: that somebody is new, and another one away, is seldom an exchange. */
const SURELY = 0.2;

/**
 * Once a frame, when everybody has been seen: who meets whom, and who turns out to be the other one.
 *
 * @returns The tracks without one that turned out to be nobody's.
 */
export function settleMeetings(tracks: Track[], nowMs: number): Track[] {
  for (const [i, a] of tracks.entries()) {
    for (let j = 0; j < i; j++) settle(a, tracks[j]!, nowMs);
  }
  const left = settleStandIn(tracks, nowMs);
  for (const { meeting, clothes } of left) {
    for (const id of meeting.others.keys()) if (!left.some((track) => track.id === id)) meeting.others.delete(id);
    if (meeting.others.size > 0 || meeting.sights === 0) continue;
    mixClothes(clothes, meeting.clothes, 0.5);
    forgetSights(meeting);
  }
  return left;
}

function settle(a: Track, b: Track, nowMs: number): void {
  if (!a.confirmed || !b.confirmed) return;
  const [mine, theirs] = [a.meeting, b.meeting];
  if (intersectionArea(a.box, b.box) > COVERED * Math.min(areaOf(a.box), areaOf(b.box))) {
    if (isAway(a, nowMs) || isAway(b, nowMs)) return;
    meet(mine, b.id, nowMs);
    meet(theirs, a.id, nowMs);
    return;
  }
  // Somebody who was resumed or exchanged since is another one than they met.
  const isMutual = mine.others.has(b.id) && theirs.others.has(a.id);
  if (isMutual && !(isClear(mine) && isClear(theirs))) return;
  mine.others.delete(b.id);
  theirs.others.delete(a.id);
  if (isMutual && crosswise(a, b, mine.clothes, theirs.clothes) > CLEARLY) exchangeTracks(a, b);
}

/**
 * Of two who met one went on as the other, who since is away, and somebody new goes on as the one: they are told by three
 * tracks' clothes. One such case a frame.
 */
function settleStandIn(tracks: Track[], nowMs: number): Track[] {
  for (const one of tracks) {
    for (const [id, sinceMs] of isClear(one.meeting) ? one.meeting.others : []) {
      const other = tracks.find((track) => track.id === id);
      if (other === undefined || !isAway(other, nowMs) || isClear(other.meeting)) continue;
      const standIn = tracks.find((track) => {
        if (track === one || !track.confirmed || isAway(track, nowMs)) return false;
        if (track.bornMs < sinceMs - BEFORE_MS) return false;
        const { meeting, clothes } = track;
        return crosswise(one, other, one.meeting.clothes, isClear(meeting) ? meeting.clothes : clothes) > SURELY;
      });
      if (standIn === undefined) continue;
      exchangeTracks(one, other);
      one.meeting.others.delete(one.id);
      resumeTrack(standIn, other);
      return tracks.filter((track) => track !== other);
    }
  }
  return tracks;
}

function isAway({ seenMs }: Track, nowMs: number): boolean {
  return nowMs - seenMs >= AWAY_MS;
}

/** By how much more alike two in these clothes are to each other than to themselves; NaN where clothes are unknown. */
function crosswise(a: Track, b: Track, ofA: Float32Array, ofB: Float32Array): number {
  const straight = clothesLikeness(a.clothes, ofA) + clothesLikeness(b.clothes, ofB);
  return clothesLikeness(a.clothes, ofB) + clothesLikeness(b.clothes, ofA) - straight;
}
