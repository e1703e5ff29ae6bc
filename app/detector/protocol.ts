// SPDX-License-Identifier: Apache-2.0
// What the page and the worker that holds the detector say to each other.
import type { AgentHealth, DetectorInfo, DetectorStats, Pose, PoseErrorCode, SquadHealth } from 'poseswarm';
import type { MirrorReport } from 'poseswarm/claude-flow';

export type FramePicture = ImageBitmap | VideoFrame;

/** What can be asked of a detector, each with the answer's type in `Answers`. */
export type Question =
  | { readonly ask: 'open'; readonly workers: number }
  | { readonly ask: 'estimate'; readonly picture: FramePicture; readonly timestampMs?: number | undefined }
  | { readonly ask: 'watch'; readonly frames: ReadableStream<VideoFrame> }
  | { readonly ask: 'next' }
  | { readonly ask: 'agents' }
  | { readonly ask: 'drill'; readonly drill: Drill; readonly id: string }
  | { readonly ask: 'reset' }
  | { readonly ask: 'mirror'; readonly bridge: string };

export type Drill = 'silence' | 'corrupt' | 'restore';

export interface Estimate {
  readonly poses: Pose[];
  readonly stats: DetectorStats;
}

/** A frame of the stream that is watched; the page closes its picture. */
export interface SeenFrame extends Estimate {
  readonly picture: VideoFrame;
  readonly timestampMs: number;
  /** Milliseconds from the moment at which the frame was there to its poses. */
  readonly ms: number;
}

export interface Roster {
  readonly agents: readonly AgentHealth[];
  readonly squads: readonly SquadHealth[];
  /** Who reads whom: places in `agents`, [reader, read, reader, read, ...]. */
  readonly mesh: readonly number[];
  /** How the swarm's mirror does; undefined where there is none. */
  readonly mirror?: MirrorReport | undefined;
}

export interface Answers {
  /** Of a detector with so many workers: the one that is there, or a new one in its place. */
  readonly open: DetectorInfo;
  readonly estimate: Estimate;
  /** Lets the stream before go. */
  readonly watch: undefined;
  /** Undefined if no frame comes for a while. */
  readonly next: SeenFrame | undefined;
  readonly agents: Roster;
  readonly drill: undefined;
  readonly reset: undefined;
  /** Mirrors this detector and those that take its place, by the bridge at this address. */
  readonly mirror: undefined;
}

/** The detector as the page sees it, wherever it runs. */
export interface DetectorClient {
  /** Where it runs, and why not in a worker. */
  readonly where: { readonly worker: boolean; readonly reason?: string };
  /** Pictures that are asked about are handed over: the caller keeps none of them. */
  ask<Kind extends Question['ask']>(question: Extract<Question, { ask: Kind }>): Promise<Answers[Kind]>;
}

/** Something that happened without being asked for, in a sentence. */
export interface Notice {
  readonly kind: 'fault' | 'recovery';
  readonly message: string;
}

export interface Call {
  readonly id: number;
  readonly question: Question;
}

/** An error as it survives the way between threads. */
export interface PlainError {
  readonly code: PoseErrorCode | undefined;
  readonly message: string;
}

export type Reply =
  | { readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly error: PlainError }
  | { readonly notice: Notice };
