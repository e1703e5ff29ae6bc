// SPDX-License-Identifier: Apache-2.0
// A detector at work: pictures one after the other, each searched, followed, or looked at in given boxes.
import { type BrowserReader, createBrowserReader, isBrowserSource } from '../frame/browser-source.ts';
import { asFrame, type Frame } from '../frame/frame.ts';
import { assemblePose, closerBox, flipPose } from '../people/assemble.ts';
import type { Eyes, Follower } from '../people/follow.ts';
import type { Space } from '../people/lift/space.ts';
import { mergePoses } from '../people/suppress.ts';
import { boxOf, clipBox, holdsMiddle } from '../pose/box.ts';
import { refuse } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import { LIMITS } from '../pose/limits.ts';
import type { Box, Edges, Pose } from '../pose/pose.ts';
import { type Quarter, TURNED } from '../pose/quarter.ts';
import type { SwarmAgents } from '../runtime/agents.ts';
import { type BudgetOptions, frameBudgetMs } from '../runtime/budget.ts';
import { type Emitter, tell } from '../runtime/events.ts';
import {
  checkBoxes,
  checkCount,
  checkEdges,
  checkFlag,
  checkKnown,
  checkPoses,
  checkSignal,
  checkTime,
} from '../runtime/options.ts';
import type { PersonVotes, SearchOptions, SwarmRuntime, VoteOptions } from '../runtime/runtime.ts';
import { createStatsCollector, type DetectorStats } from '../runtime/stats.ts';
import { createTurns } from '../runtime/turns.ts';
import type { Candidate } from '../swarm/scouts/scouts.ts';
import type { DetectorOptions, EstimateConfig, ImageSource } from './options.ts';
import type { Detector, DetectorEvents, DetectorInfo } from './types.ts';

/** Scouts' boxes per pose that is asked for: several show the same person, some nobody. */
const BOXES_PER_POSE = 4;
/**
 * Who scores less than this share of the least score at the first look, and then at the second, is not reported after a further
 * one either.
 */
const WORTH_LOOKING_AGAIN = [0.2, 0.6];

/** Where nobody scores as much, people may lie: three more turns of the picture are looked at. */
const SOMEBODY = 0.6;
/** Three more looks find more things that look like people: who is found turned has to be surer. */
const SURELY_TURNED = 0.9;

/** A person as seen from one box. */
type Look = Pick<PersonVotes, 'box' | 'boxScore'> & { readonly pose: Pose; readonly quarter: Quarter };

/** What goes with `dispose()`. Whatever a detector holds besides must not hold the swarm's memory. */
interface Belongings {
  readonly runtime: SwarmRuntime;
  /** Undefined where frames of a video stand alone, too. */
  readonly follower: Follower | undefined;
  /** Undefined where nobody is lifted. */
  readonly space: Space | undefined;
  readonly reader: BrowserReader;
}

/** What a call asks for: the caller's own objects may change until its turn comes. */
type Call = Required<Omit<EstimateConfig, 'boxes' | 'region' | 'signal'>> & {
  readonly boxes: readonly Box[] | undefined;
  readonly region: Box | undefined;
  readonly signal: AbortSignal | undefined;
};

type Settings = Required<Pick<DetectorOptions, 'maxPoses' | 'minPoseScore'>> &
  BudgetOptions & {
    /** Whether the swarm can tell whoever lies from whoever stands. */
    readonly knowsTurned: boolean;
  };

export class SwarmDetector implements Detector {
  readonly info: DetectorInfo;
  readonly #collector = createStatsCollector();
  /** Outlive the runtime. */
  #lastStats: DetectorStats;
  /** Calls wait for the one before them: there is one memory. */
  readonly #turns = createTurns(() => this.#collector.drop());
  /** People whom the squads looked at in the picture at hand. */
  #people = 0;
  /** How often scouts looked at the stream. */
  #scans = 0;
  /** When the picture at hand is due, `performance.now()`; undefined when it may take as long as it takes. */
  #deadline: number | undefined;
  #timestampMs: number | undefined;
  /** What calls the picture at hand off. */
  #signal: AbortSignal | undefined;
  /** Undefined after `dispose()`: whoever keeps a detector that was disposed keeps nothing large. */
  #own: Belongings | undefined;
  readonly #settings: Settings;
  readonly #events: Emitter<DetectorEvents>;

  constructor(
    runtime: SwarmRuntime,
    info: DetectorInfo,
    settings: Settings,
    events: Emitter<DetectorEvents>,
    follower: Follower | undefined,
    space: Space | undefined,
  ) {
    this.#own = { runtime, follower, space, reader: createBrowserReader() };
    this.info = info;
    this.#settings = settings;
    this.#events = events;
    this.#lastStats = this.#collector.read(runtime);
  }

  get stats(): DetectorStats {
    return this.#own ? this.#collector.read(this.#own.runtime) : this.#lastStats;
  }

  get agents(): SwarmAgents {
    return this.#live().runtime.agents;
  }

  async estimatePoses(image: ImageSource, config: EstimateConfig = {}, timestampMs?: number): Promise<Pose[]> {
    const call = callOf(config, this.#settings);
    if (timestampMs !== undefined) checkTime(timestampMs, 'timestampMs');
    call.signal?.throwIfAborted();
    const kind = this.#isLive(timestampMs) ? kindOf(call) : undefined;
    // A frame that gives way gets the answer of this picture: not that it is none.
    const picture = kind === undefined || isBrowserSource(image) ? image : asFrame(image);
    const poses = this.#turns.take(() => this.#estimate(picture, call, timestampMs), kind);
    // Everybody gets an array of their own, to sort and to cut.
    return [...(await unlessAborted(poses, call.signal))];
  }

  lift(poses: readonly Pose[]): Pose[] {
    const { space } = this.#live();
    checkPoses(poses);
    if (space) return space.lift(poses);
    if (this.info.degraded.some(({ code }) => code === 'no-lift')) return [...poses];
    throw new PoseError(
      'unsupported',
      'lift() was called on a detector without lift, expected createDetector({ lift: true })',
    );
  }

  reset(): void {
    this.#live();
    this.#collector.reset();
    // Pictures that were handed over before are earlier ones, too: the one at hand would bear its people again.
    this.#turns.between(() => this.#forget());
  }

  dispose(): void {
    this.#lastStats = this.stats;
    this.#events.clear();
    this.#own?.runtime.dispose();
    this.#own = undefined;
  }

  // A browser without this symbol reads a method by the name of `undefined`, which nobody calls.
  [Symbol.dispose](): void {
    this.dispose();
  }

  on<Name extends keyof DetectorEvents>(name: Name, listener: (event: DetectorEvents[Name]) => void): () => void {
    const stop = this.#events.on(name, listener);
    // The listener of this name takes its events: TypeScript does not follow the name into the type.
    if (name === 'degraded') for (const event of this.info.degraded) tell(listener, event as DetectorEvents[Name]);
    return stop;
  }

  async #estimate(image: ImageSource, call: Call, timestampMs: number | undefined): Promise<Pose[]> {
    this.#signal = call.signal;
    this.#goOn();
    const start = performance.now();
    this.#beginFrame(start, timestampMs);
    const frame = await this.#read(image);
    const region = call.region && partOf(frame, call.region);
    await this.#goOn().runtime.show(frame);
    const seen = await this.#posesOf(frame, { ...call, region }, timestampMs);
    const { space } = this.#live();
    const poses = call.lift ? (space?.lift(seen) ?? seen) : seen;
    const at = performance.now();
    this.#collector.count({ at, ms: at - start, people: this.#people, timestampMs, poses });
    return call.flipHorizontal ? poses.map((pose) => flipPose(pose, frame.width)) : poses;
  }

  #forget(): void {
    this.#collector.reset();
    this.#timestampMs = undefined;
    this.#scans = 0;
    this.#own?.follower?.reset();
    this.#own?.space?.reset();
  }

  /** Whether a picture may give way to a newer one: a video's, where somebody said how fast they are to be answered. */
  #isLive(timestampMs: number | undefined): boolean {
    const { budgetMs, targetFps } = this.#settings;
    return timestampMs !== undefined && (targetFps !== undefined || (budgetMs ?? Infinity) < Infinity);
  }

  #beginFrame(start: number, timestampMs: number | undefined): void {
    const since = timestampMs === undefined ? undefined : timestampMs - (this.#timestampMs ?? timestampMs);
    const budget = frameBudgetMs(this.#settings, since);
    this.#deadline = budget === undefined || budget === Number.POSITIVE_INFINITY ? undefined : start + budget;
    this.#timestampMs = timestampMs ?? this.#timestampMs;
    this.#people = 0;
  }

  #posesOf(frame: Frame, call: Call, timestampMs: number | undefined): Promise<Pose[]> {
    if (call.boxes) return this.#inBoxes(frame, call.boxes);
    const { follower } = this.#live();
    if (timestampMs === undefined || !follower) return this.#search(frame, call);
    return this.#follow(follower, frame, timestampMs, call);
  }

  async #follow(follower: Follower, frame: Frame, timeMs: number, { maxPoses, region }: Call): Promise<Pose[]> {
    const { width, height } = frame;
    const reset = follower.begin({ width, height, timeMs });
    if (reset) this.#events.emit('reset', reset);
    const eyes: Eyes = {
      scan: (most) => this.#scan(most, { turn: this.#scans++, region }),
      vote: (boxes, options) => this.#vote(boxes, { ...options, believeAll: true }),
      picture: frame,
      looksLeft: () => this.#looksLeft(),
    };
    const { poses, looks } = await follower.look(eyes, maxPoses, region);
    this.#people = looks;
    return poses;
  }

  async #read(image: ImageSource): Promise<Frame> {
    return isBrowserSource(image) ? this.#live().reader.read(image) : asFrame(image);
  }

  async #inBoxes({ width, height }: Frame, boxes: readonly Box[]): Promise<Pose[]> {
    const people = await this.#vote(boxes);
    this.#people = people.length;
    return people.map((person) => assemblePose(person, width, height));
  }

  async #search(frame: Frame, call: Call): Promise<Pose[]> {
    const { minPoseScore } = this.#settings;
    const upright = await this.#searchOnce(frame, call);
    const turned = bestScore(upright) < SOMEBODY ? await this.#searchLying(frame, call) : [];
    return mergePoses([...upright, ...turned], call.maxPoses).filter(({ score }) => score >= minPoseScore);
  }

  /** Whoever lies or hangs upside down: scouts know upright people, so the picture is turned for them. One turn is right. */
  async #searchLying(frame: Frame, call: Call): Promise<Pose[]> {
    let best: Pose[] = [];
    for (const quarter of this.#settings.knowsTurned ? TURNED : []) {
      if (this.#isLate()) break;
      const poses = await this.#searchOnce(frame, call, quarter);
      if (bestScore(poses) > bestScore(best)) best = poses;
    }
    return best.filter(({ score }) => score >= SURELY_TURNED);
  }

  /** @param quarter By how many quarters those are turned who are looked for; upright when left out. */
  async #searchOnce({ width, height }: Frame, { maxPoses, region }: Call, quarter?: Quarter): Promise<Pose[]> {
    const found = await this.#scan(maxPoses * BOXES_PER_POSE, {
      quarter: quarter ?? 0,
      region,
      parts: true,
      near: quarter === undefined,
    });
    const scores = found.map(({ score }) => score);
    const people = await this.#vote(
      found.map(({ box }) => box),
      { scores, ...(quarter !== undefined && { quarters: found.map(() => quarter) }) },
    );
    this.#people += people.length;
    const first = people.map((person) => lookOf(person, width, height));
    const poses = await this.#lookAgain(first, width, height);
    return region ? poses.filter(({ box }) => holdsMiddle(region, box)) : poses;
  }

  /**
   * Sends the squads again, to where the joints say that the person is; the best look counts. Who is no clearer from there is
   * not looked at once more.
   */
  async #lookAgain(first: readonly Look[], width: number, height: number): Promise<Pose[]> {
    const best = [...first];
    let clearer = [...first.keys()];
    for (const share of WORTH_LOOKING_AGAIN) {
      if (clearer.length === 0 || this.#isLate()) break;
      const worthIt = share * this.#settings.minPoseScore;
      const closer = clearer.flatMap((index) => {
        const look = best[index];
        const box = look && look.pose.score >= worthIt ? closerBox(look.pose) : undefined;
        return look && box ? [{ ...look, index, box }] : [];
      });
      const seen = await this.#vote(
        closer.map(({ box }) => box),
        { scores: closer.map(({ boxScore }) => boxScore), quarters: closer.map(({ quarter }) => quarter) },
      );
      clearer = [];
      for (const [i, person] of seen.entries()) {
        const look = lookOf(person, width, height);
        const index = closer[i]?.index ?? -1;
        if (look.pose.score <= (best[index]?.pose.score ?? 1)) continue;
        best[index] = look;
        clearer.push(index);
      }
    }
    return best.map(({ pose }) => pose);
  }

  #isLate(): boolean {
    return this.#deadline !== undefined && performance.now() >= this.#deadline;
  }

  /** At how many people half of the squads can look before the picture is due; none where nobody knows yet what a look costs. */
  #looksLeft(): number {
    if (this.#deadline === undefined) return Number.POSITIVE_INFINITY;
    const { lookMs } = this.#live().runtime;
    return lookMs > 0 ? Math.max(0, Math.floor((this.#deadline - performance.now()) / lookMs)) : 0;
  }

  #scan(
    most: number,
    options: Pick<SearchOptions, 'turn' | 'quarter' | 'region' | 'parts' | 'near'>,
  ): Promise<readonly Candidate[]> {
    return this.#goOn().runtime.scan(most, { ...options, deadline: this.#deadline });
  }

  #vote(boxes: readonly Box[], options?: VoteOptions): Promise<readonly PersonVotes[]> {
    return this.#goOn().runtime.vote(boxes, {
      ...options,
      ...(this.#deadline !== undefined && { deadline: this.#deadline }),
    });
  }

  /** Before every step of a picture: it may have been called off, or the detector disposed. */
  #goOn(): Belongings {
    this.#signal?.throwIfAborted();
    return this.#live();
  }

  /** Asked for anew after every wait, during which the detector may have been disposed. */
  #live(): Belongings {
    if (this.#own) return this.#own;
    throw new PoseError('disposed', 'the detector was disposed, expected no call after dispose()');
  }
}

/** @throws PoseError `bad-option`. */
function callOf(config: EstimateConfig, usual: Pick<Call, 'maxPoses'>): Call {
  checkKnown(config, ['maxPoses', 'flipHorizontal', 'boxes', 'lift', 'region', 'signal'], 'config');
  const { maxPoses = usual.maxPoses, flipHorizontal = false, lift = true, boxes, region, signal } = config;
  if (boxes && region) refuse('boxes and region were both given, expected one of them');
  return {
    maxPoses: checkCount(maxPoses, 'maxPoses', 1, LIMITS.maxPeople),
    flipHorizontal: checkFlag(flipHorizontal, 'flipHorizontal'),
    lift: checkFlag(lift, 'lift'),
    boxes: boxes === undefined ? undefined : checkBoxes(boxes).map(copyOf),
    region: region === undefined ? undefined : copyOf(checkEdges(region, 'region')),
    signal: signal === undefined ? undefined : checkSignal(signal),
  };
}

/**
 * Calls of one kind ask for the same of any picture; undefined for those that name their people, who are in one picture only, and for
 * those that may be called off, which must not take others along.
 */
function kindOf({ boxes, signal, maxPoses, flipHorizontal, lift, region }: Call): string | undefined {
  return boxes || signal ? undefined : JSON.stringify([maxPoses, flipHorizontal, lift, region]);
}

/** What the picture has of a region. @throws PoseError `bad-option`. */
function partOf({ width, height }: Frame, region: Box): Box {
  const part = clipBox(region, width, height);
  if (Math.min(part.width, part.height) >= LIMITS.minSide) return part;
  const { xMin, yMin, xMax, yMax } = region;
  return refuse(
    `region is [${xMin}, ${yMin}, ${xMax}, ${yMax}], ${part.width} x ${part.height} px of a picture of ${width} x ${height}, ` +
      `expected ${LIMITS.minSide} px or more of either side`,
  );
}

/** The answer, or what the signal was aborted with, as soon as it is: the picture's own end comes at its next step. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function copyOf({ xMin, yMin, xMax, yMax }: Edges): Box {
  return boxOf(xMin, yMin, xMax, yMax);
}

function bestScore(poses: readonly Pose[]): number {
  return Math.max(0, ...poses.map(({ score }) => score));
}

/** What is kept of an answer, which is written anew with the next question. */
function lookOf(person: PersonVotes, width: number, height: number): Look {
  const { box, boxScore, reference } = person;
  return { box, boxScore, quarter: reference.quarter, pose: assemblePose(person, width, height) };
}
