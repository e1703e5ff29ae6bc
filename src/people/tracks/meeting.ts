// SPDX-License-Identifier: Apache-2.0
// Whom somebody met, so that nobody knows since who is who, and what they wear since they parted.
import { CLOTHES_FLOATS, mixClothes } from './clothes.ts';

export interface Meeting {
  /** Ids of those whom they met. */
  readonly others: Set<number>;
  /** The mean of what they wore in `sights` clear sights since. */
  readonly clothes: Float32Array;
  sights: number;
}

export function createMeeting(): Meeting {
  return { others: new Set(), clothes: new Float32Array(CLOTHES_FLOATS), sights: 0 };
}

/** They are in the midst of it: what was seen since the last time tells nothing. */
export function meet(meeting: Meeting, id: number): void {
  meeting.others.add(id);
  forgetSights(meeting);
}

/** A clear sight of what they wear. */
export function noteClothes(meeting: Meeting, clothes: Float32Array): void {
  meeting.sights++;
  mixClothes(meeting.clothes, clothes, 1 / meeting.sights);
}

export function forgetSights(meeting: Meeting): void {
  meeting.clothes.fill(0);
  meeting.sights = 0;
}
