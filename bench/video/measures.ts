// SPDX-License-Identifier: Apache-2.0
// How well people are followed: MOTA (Bernardin and Stiefelhagen 2008) and IDF1 (Ristani et al. 2016), on boxes.
import { createAssign, NOBODY } from '../../src/people/tracks/assignment.ts';
import { iou } from '../../src/pose/box.ts';
import type { Box } from '../../src/pose/pose.ts';

export interface Tracked {
  readonly id: number;
  readonly box: Box;
}

export interface TruePerson extends Tracked {
  /** Whom it is no fault to miss, and no merit to find: hidden, say. */
  readonly ignored?: boolean;
}

/** One frame: who is there, and who was reported. */
export interface JudgedFrame {
  readonly truth: readonly TruePerson[];
  readonly tracks: readonly Tracked[];
}

export interface TrackingReport {
  readonly frames: number;
  /** People that should be found, summed over the frames. */
  readonly people: number;
  readonly misses: number;
  readonly falseAlarms: number;
  readonly switches: number;
  /** 1 - (misses + false alarms + switches) / people. */
  readonly mota: number;
  /** F1 of the reports that bear the right id, when every true id is given the one track that suits it best. */
  readonly idf1: number;
  /** People that are found, and reports that are people. */
  readonly recall: number;
  readonly precision: number;
}

/** Boxes that overlap less are not the same person. */
const SAME_IOU = 0.5;

export function judgeTracks(frames: readonly JudgedFrame[]): TrackingReport {
  const assign = createAssign();
  const counts = { people: 0, reports: 0, matches: 0, switches: 0 };
  const lastTrack = new Map<number, number>();
  const together = new Map<string, number>();
  const truthCount = new Map<number, number>();
  const trackCount = new Map<number, number>();
  for (const frame of frames) judgeFrame(frame);
  const misses = counts.people - counts.matches;
  const falseAlarms = counts.reports - counts.matches;
  return {
    frames: frames.length,
    people: counts.people,
    misses,
    falseAlarms,
    switches: counts.switches,
    mota: 1 - (misses + falseAlarms + counts.switches) / Math.max(counts.people, 1),
    idf1: (2 * idTruePositives()) / Math.max(counts.people + counts.reports, 1),
    recall: counts.matches / Math.max(counts.people, 1),
    precision: counts.matches / Math.max(counts.reports, 1),
  };

  function judgeFrame({ truth, tracks }: JudgedFrame): void {
    // Those who were together before stay together while they overlap; the others are assigned anew.
    const pairs = new Map<TruePerson, Tracked>();
    for (const person of truth) {
      const kept = tracks.find(({ id }) => id === lastTrack.get(person.id));
      if (kept && iou(kept.box, person.box) >= SAME_IOU && ![...pairs.values()].includes(kept)) pairs.set(person, kept);
    }
    const loose = truth.filter((person) => !pairs.has(person));
    const free = tracks.filter((track) => ![...pairs.values()].includes(track));
    for (const [person, track] of assigned(loose, free)) pairs.set(person, track);

    const excused = new Set([...pairs].flatMap(([person, track]) => (person.ignored ? [track] : [])));
    for (const [person, track] of pairs) {
      const before = lastTrack.get(person.id);
      lastTrack.set(person.id, track.id);
      if (person.ignored) continue;
      counts.matches++;
      if (before !== undefined && before !== track.id) counts.switches++;
    }
    const counted = truth.filter(({ ignored }) => !ignored);
    const reports = tracks.filter((track) => !excused.has(track));
    counts.people += counted.length;
    counts.reports += reports.length;
    for (const { id } of counted) add(truthCount, id);
    for (const { id } of reports) add(trackCount, id);
    for (const person of counted)
      for (const track of reports)
        if (iou(person.box, track.box) >= SAME_IOU) add(together, `${person.id} ${track.id}`);
  }

  function assigned(people: readonly TruePerson[], tracks: readonly Tracked[]): [TruePerson, Tracked][] {
    const cost = Float64Array.from(people.flatMap(({ box }) => tracks.map((track) => 1 - iou(box, track.box))));
    const columnOf = new Int32Array(people.length);
    // The gate is open at its edge: an overlap of exactly SAME_IOU counts.
    assign(cost, people.length, tracks.length, 1 - SAME_IOU + 1e-9, columnOf);
    return people.flatMap((person, row): [TruePerson, Tracked][] => {
      const track = columnOf[row] === NOBODY ? undefined : tracks[columnOf[row] ?? NOBODY];
      return track ? [[person, track]] : [];
    });
  }

  /** The most frames in which every true id may be with one track of its own. */
  function idTruePositives(): number {
    const people = [...truthCount.keys()];
    const tracks = [...trackCount.keys()];
    const most = Math.max(0, ...together.values());
    const shared = people.flatMap((person) => tracks.map((track) => together.get(`${person} ${track}`) ?? 0));
    const columnOf = new Int32Array(people.length);
    const cost = Float64Array.from(shared, (frames) => most - frames);
    assign(cost, people.length, tracks.length, most, columnOf);
    return people.reduce((sum, _, row) => {
      const column = columnOf[row] ?? NOBODY;
      return column === NOBODY ? sum : sum + (shared[row * tracks.length + column] ?? 0);
    }, 0);
  }
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
