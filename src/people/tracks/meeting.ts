// SPDX-License-Identifier: Apache-2.0
// Whom somebody met, so that nobody knows since who is who, and what they wear since they parted.
import { CLOTHES_FLOATS, mixClothes } from './clothes.ts';

/** So many clear sights of somebody, after they parted, tell who they are. */
const LEAST_SIGHTS = 3;

export interface Meeting {
  /** Ids of those whom they met, and since when, ms. */
  readonly others: Map<number, number>;
  /** The mean of what they wore in `sights` clear sights since. */
  readonly clothes: Float32Array;
  sights: number;
}

export function createMeeting(): Meeting {
  return { others: new Map(), clothes: new Float32Array(CLOTHES_FLOATS), sights: 0 };
}

/** They are in the midst of it: what was seen since the last time tells nothing. */
export function meet(meeting: Meeting, id: number, nowMs: number): void {
  if (!meeting.others.has(id)) meeting.others.set(id, nowMs);
  forgetSights(meeting);
}

/** A clear sight of what they wear. */
export function noteClothes(meeting: Meeting, clothes: Float32Array): void {
  meeting.sights++;
  mixClothes(meeting.clothes, clothes, 1 / meeting.sights);
}

/** Whether they were seen clearly often enough since to tell who they are. */
export function isClear({ sights }: Meeting): boolean {
  return sights >= LEAST_SIGHTS;
}

export function forgetSights(meeting: Meeting): void {
  meeting.clothes.fill(0);
  meeting.sights = 0;
}
