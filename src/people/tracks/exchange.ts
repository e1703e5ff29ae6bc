// SPDX-License-Identifier: Apache-2.0
// Two who met may have taken each other's place: when they have parted, what they wear tells.
import { intersectionArea } from '../../pose/box.ts';
import { areaOf } from '../suppress.ts';
import { clothesLikeness, mixClothes } from './clothes.ts';
import { forgetSights, meet } from './meeting.ts';
import { exchangeTracks, type Track } from './track.ts';

/**
 * Of whom others cover more, as a share of the box, nobody knows whose clothes are seen. Two meet sooner: where their boxes share so
 * much of the smaller person's area, which is a tenth of the box.
 */
export const COVERED = 0.2;
/** So many clear sights of both, after they parted, tell who is who. */
const LEAST_SIGHTS = 3;
/**
 * By how much clothes have to be more alike crosswise than straight, two likenesses each. Of those who kept their places most are
 * less alike by .3 and more, and the most alike of them more by .02; those who changed them are more alike by .1 and more
 * (PETS09-S2L1 as it is and flipped, 200 meetings).
 */
const CLEARLY = 0.05;

/** Once a frame, when everybody has been seen: who meets whom, and who turns out to be the other one. */
export function settleMeetings(tracks: readonly Track[]): void {
  for (const [i, a] of tracks.entries()) {
    for (let j = 0; j < i; j++) settle(a, tracks[j]!);
  }
  for (const { meeting, clothes } of tracks) {
    for (const id of meeting.others) if (!tracks.some((track) => track.id === id)) meeting.others.delete(id);
    if (meeting.others.size > 0 || meeting.sights === 0) continue;
    mixClothes(clothes, meeting.clothes, 0.5);
    forgetSights(meeting);
  }
}

function settle(a: Track, b: Track): void {
  if (!a.confirmed || !b.confirmed) return;
  const [mine, theirs] = [a.meeting, b.meeting];
  if (intersectionArea(a.box, b.box) > COVERED * Math.min(areaOf(a.box), areaOf(b.box))) {
    meet(mine, b.id);
    meet(theirs, a.id);
    return;
  }
  // Somebody who was resumed or exchanged since is another one than they met.
  const isMutual = mine.others.has(b.id) && theirs.others.has(a.id);
  if (isMutual && Math.min(mine.sights, theirs.sights) < LEAST_SIGHTS) return;
  mine.others.delete(b.id);
  theirs.others.delete(a.id);
  if (isMutual) {
    const straight = clothesLikeness(a.clothes, mine.clothes) + clothesLikeness(b.clothes, theirs.clothes);
    const crosswise = clothesLikeness(a.clothes, theirs.clothes) + clothesLikeness(b.clothes, mine.clothes);
    // Where clothes are unknown, nothing is greater.
    if (crosswise - straight > CLEARLY) exchangeTracks(a, b);
  }
}
