// SPDX-License-Identifier: Apache-2.0
// Whoever comes in, or is found again, was there before: frames are held for a while, and once somebody new is sure they are
// followed backwards, by a second detector for which time runs the other way round. What is still guessed then is settled.
import type { Detector } from '../../src/index.ts';
import { suppressPoses } from '../../src/people/suppress.ts';
import { iou } from '../../src/pose/box.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { VideoFrame, VideoInfo } from './ffmpeg.ts';
import { isSeen, type Settle } from './settle.ts';

/** A frame whose people may still be added to. */
export interface HeldFrame extends VideoFrame {
  poses: readonly Pose[];
  /** It was written by a run before, and stays as it is. */
  readonly isDone: boolean;
}

export interface LookBack {
  /** Takes up the next frame, and looks in those that are held for people who have just become sure. */
  add(frame: HeldFrame): Promise<void>;
  /** The frames that are held for long enough, in order; with `all`, every frame that is left. */
  release(all?: boolean): HeldFrame[];
  dispose(): Promise<void>;
}

/** For how long frames are held, and how many bytes of them: a second of 1080p at 30 frames/s. */
const HOLD_MS = 1000;
const HOLD_BYTES = 256 * 1024 * 1024;
/** In so many frames in a row somebody is seen before they are followed backwards: a chance sight is no beginning. */
const SIGHTS = 3;
/** Boxes of the two detectors that overlap less are not the same person. */
const SAME_IOU = 0.5;

/** What is asked of the second detector. */
type Witness = Pick<Detector, 'estimatePoses' | 'reset' | 'dispose'>;

/**
 * @param open Opens the second detector, which is needed only where somebody comes in.
 * @param settle Puts right what frames only guess when they are released; left out, they stay as they are.
 */
export function createLookBack(
  open: () => Promise<Witness>,
  { width, height }: Pick<VideoInfo, 'width' | 'height'>,
  maxPoses: number,
  settle?: Settle,
): LookBack {
  const held: HeldFrame[] = [];
  const most = Math.max(1, Math.floor(HOLD_BYTES / (width * height * 4)));
  /** In how many frames up to the newest each of those who are in it was seen in a row. */
  let runs = new Map<number, number>();
  /** Those of them who were followed backwards. */
  let sure = new Set<number>();
  /** How much longer they are known than the first detector says, ms. */
  const older = new Map<number, number>();
  let opened: Promise<Witness> | undefined;

  return {
    async add(frame) {
      held.push(frame);
      frame.poses = frame.poses.map(aged);
      runs = new Map(
        idsOf(frame.poses.filter((pose) => isSeen(pose, frame.timeMs))).map((id) => [id, (runs.get(id) ?? 0) + 1]),
      );
      const confirmed = new Set(idsOf(frame.poses.filter((pose) => pose.confirmed)));
      for (const one of held) if (!one.isDone) one.poses = one.poses.map((pose) => confirmedIf(pose, confirmed));
      const fresh = [...runs].flatMap(([id, run]) => (run >= SIGHTS && confirmed.has(id) && !sure.has(id) ? [id] : []));
      sure = new Set([...sure, ...fresh].filter((id) => runs.has(id)));
      const sought = fresh.filter((id) => isOpen(held.at(-1 - (runs.get(id) ?? 0))));
      if (sought.length > 0) await rewind(sought, frame.timeMs);
    },
    release(all = false) {
      const newest = held.at(-1)?.timeMs ?? 0;
      const kept = all ? 0 : held.filter(({ timeMs }) => newest - timeMs < HOLD_MS).length;
      const done = held.splice(0, held.length - Math.min(kept, most));
      for (const [i, frame] of done.entries()) {
        const poses = settle?.(frame, [...done.slice(i + 1), ...held], all);
        if (poses && !frame.isDone) frame.poses = poses;
      }
      return done;
    },
    async dispose() {
      // That it could not be opened was thrown where it was needed.
      const detector = await opened?.catch(() => undefined);
      detector?.dispose();
    },
  };

  /** Follows people through the held frames, the newest first, and adds them where they were not seen. */
  async function rewind(sought: readonly number[], startMs: number): Promise<void> {
    opened ??= open();
    const detector = await opened;
    detector.reset();
    const left = new Set(sought);
    const idOf = new Map<number, number>();
    for (let back = 0; left.size > 0; back++) {
      const frame = held.at(-1 - back);
      if (!isOpen(frame)) break;
      const timeMs = startMs - frame.timeMs;
      const people = await detector.estimatePoses({ data: frame.data, width, height }, { maxPoses }, timeMs);
      for (const id of left) {
        const run = runs.get(id) ?? 0;
        if (back === run - 1) recognise(id, frame, people, idOf);
        if (back >= run && !addSight(id, frame, timeMs, people, idOf)) left.delete(id);
      }
    }
    for (const id of sought) setAges(id, startMs);
  }

  /** Which of the second detector's people somebody is, in the frame in which they came in. */
  function recognise(id: number, { poses }: HeldFrame, seen: readonly Pose[], idOf: Map<number, number>): void {
    const box = poses.find((pose) => pose.id === id)?.box;
    const fits = seen.map((pose) => ({ id: pose.id ?? 0, share: box ? iou(box, pose.box) : 0 }));
    const best = fits.sort((a, b) => b.share - a.share)[0];
    if (best && best.share >= SAME_IOU) idOf.set(best.id, id);
  }

  /**
   * Adds what the second detector, at its own time, saw of somebody. False where it has lost them, where the first one saw them,
   * or somebody else is in their place: there the way back ends.
   */
  function addSight(
    id: number,
    frame: HeldFrame,
    timeMs: number,
    people: readonly Pose[],
    idOf: ReadonlyMap<number, number>,
  ): boolean {
    const pose = people.find((one) => one.id !== undefined && idOf.get(one.id) === id);
    const others = frame.poses.filter((one) => one.id !== id || isSeen(one, frame.timeMs));
    if (pose === undefined || idsOf(others).includes(id) || others.length >= maxPoses) return false;
    if (!isSeen(pose, timeMs)) return true;
    const all = [...others, { ...pose, id, confirmed: true, lastSeenMs: frame.timeMs }];
    if (suppressPoses(all, all.length).length < all.length) return false;
    frame.poses = all.sort((a, b) => b.score - a.score);
    return true;
  }

  /** Somebody's age counts from their first sight, also where that was found later. */
  function setAges(id: number, nowMs: number): void {
    const first = held.find(({ poses }) => idsOf(poses).includes(id))?.timeMs ?? nowMs;
    const said = held.at(-1)?.poses.find((pose) => pose.id === id)?.ageMs ?? 0;
    const age = Math.max(said, nowMs - first);
    older.set(id, (older.get(id) ?? 0) + age - said);
    for (const frame of held) {
      if (frame.isDone) continue;
      const ageMs = age - (nowMs - frame.timeMs);
      frame.poses = frame.poses.map((pose) => (pose.id === id ? { ...pose, ageMs } : pose));
    }
  }

  function aged(pose: Pose): Pose {
    const more = pose.id === undefined ? undefined : older.get(pose.id);
    return more === undefined || pose.ageMs === undefined ? pose : { ...pose, ageMs: pose.ageMs + more };
  }
}

/** Whoever is confirmed was somebody at the first sight: the overlay is drawn before the video's end, which `confirmedInHindsight` waits for. */
function confirmedIf(pose: Pose, people: ReadonlySet<number>): Pose {
  return pose.confirmed === false && people.has(pose.id ?? Number.NaN) ? { ...pose, confirmed: true } : pose;
}

function isOpen(frame: HeldFrame | undefined): frame is HeldFrame {
  return frame !== undefined && !frame.isDone;
}

function idsOf(poses: readonly Pose[]): number[] {
  return poses.flatMap(({ id }) => (id === undefined ? [] : [id]));
}
