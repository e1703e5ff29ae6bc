// SPDX-License-Identifier: Apache-2.0
// The composition root: nothing else puts weights, kernels, memory and pictures together.
import { type BrowserSource, createBrowserReader, isBrowserSource } from './frame/browser-source.ts';
import { asFrame, type Frame, type RawImage } from './frame/frame.ts';
import { assemblePose, closerBox, flipPose } from './people/assemble.ts';
import { createFollower, type Eyes, type Follower, type StreamReset } from './people/follow.ts';
import { createLifter } from './people/lift/lifter.ts';
import { createSpace, type Space } from './people/lift/space.ts';
import { chooseFilter, type SmoothingConfig } from './people/smoothing/config.ts';
import { suppressPoses } from './people/suppress.ts';
import { type TrackingConfig, type TrackingSettings, trackingSettings } from './people/tracks/config.ts';
import { PoseError } from './pose/errors.ts';
import { LIMITS } from './pose/limits.ts';
import type { Box, Pose } from './pose/pose.ts';
import type { SwarmAgents } from './runtime/agents.ts';
import type { ByteSource } from './runtime/assets.ts';
import { createBlendKernel } from './runtime/blend-kernel.ts';
import { type BudgetOptions, frameBudgetMs } from './runtime/budget.ts';
import type { Degradation } from './runtime/degradation.ts';
import { createEmitter, type Emitter } from './runtime/events.ts';
import type { FaultEvent, FaultListener, RecoveryEvent, WorkerEvent } from './runtime/faults.ts';
import { checkIntegrity, createAssetLoader } from './runtime/integrity/asset-loader.ts';
import type { AssetIntegrity, Trust } from './runtime/integrity/verifier.ts';
import { loadKernels } from './runtime/load-kernels.ts';
import { createSwarmMemory, type SwarmMemory } from './runtime/memory-map.ts';
import {
  checkBoxes,
  checkBudget,
  checkCount,
  checkFlag,
  checkKnown,
  checkMetres,
  checkShare,
  checkTime,
} from './runtime/options.ts';
import type { PersonVotes, RuntimeInfo, SwarmRuntime, VoteOptions } from './runtime/runtime.ts';
import { createStatsCollector, type DetectorStats } from './runtime/stats.ts';
import { createSwarmRuntime } from './runtime/swarm-runtime.ts';
import { chooseTier, type TierChoice } from './runtime/tiers.ts';
import { createTurns } from './runtime/turns.ts';
import { openWorkers } from './runtime/workers/open-workers.ts';
import { loadSwarm, type Swarm } from './swarm/agents/load-swarm.ts';
import type { Kernels } from './swarm/kernels/kernels.ts';
import { createTemporalJudge } from './swarm/validators/temporal.ts';

/** A picture: pixels, or anything of a browser that shows one. */
export type ImageSource = RawImage | BrowserSource;

export interface DetectorOptions {
  /** The swarm's safetensors file; the one that comes along when left out. */
  readonly weights?: ByteSource;
  /** The kernels: a module, or where its bytes are; those that come along when left out. Not used by tier `js`. */
  readonly wasm?: WebAssembly.Module | ByteSource;
  /**
   * What vouches for the `weights` and `wasm` given here, as `swarm.safetensors`, `kernels.wasm` and
   * `kernels.relaxed.wasm`; they are used unchecked when left out. Those that come along are always checked.
   */
  readonly integrity?: AssetIntegrity;
  /** Which build of the kernels runs; `auto` (default) takes the fastest that works here. */
  readonly tier?: TierChoice;
  /** Most people that are reported; default 10. */
  readonly maxPoses?: number;
  /** People below this score are not reported, 0..1; default 0.3. */
  readonly minPoseScore?: number;
  /** Squads that vote; all when left out. Fewer are faster; with fewer than 4 no faulty squad is outvoted. */
  readonly squads?: number;
  /**
   * Threads that work besides the calling one, 0 to 8; `auto` takes one for each processor core but the first, at most
   * 3. Default 0. Where memory cannot be shared (a page that is not cross-origin isolated) they work on copies.
   */
  readonly workers?: number | 'auto';
  /** Address of the workers' script, where bundling or a policy moves it; the one that comes along when left out. */
  readonly workerUrl?: URL | string;
  /** How people are followed through frames with time stamps, or whether; default true. */
  readonly tracking?: boolean | TrackingConfig;
  /** How the keypoints of people who are followed are smoothed, or whether; default true. */
  readonly smoothing?: boolean | SmoothingConfig;
  /** Whether poses get `keypoints3D`; default false. */
  readonly lift?: boolean;
  /** Metres from head to heel of the people whom `keypoints3D` describes, 0.3 to 3: a picture does not tell; default 1.7. */
  readonly personHeight?: number;
  /**
   * Milliseconds that a picture may take: as many squads vote about each person as there is time for, at least one. Frames
   * of a video (calls with a time stamp) that come faster than they are answered give way to the newest one, whose
   * answer they get. Infinity: all squads, every frame. When left out, a still image gets all squads, a video's frame a
   * quarter of the time between frames.
   */
  readonly budgetMs?: number;
  /** The same as a rate: pictures a second. Give one of the two. */
  readonly targetFps?: number;
}

export interface EstimateConfig {
  /** Most people that are reported; the detector's when left out. */
  readonly maxPoses?: number;
  /** Report places in the picture flipped left to right, as a mirrored camera preview shows it; default false. */
  readonly flipHorizontal?: boolean;
  /**
   * People the caller knows of: the scouts stay at home, and every box gets one pose, in this order, whatever its
   * score. Picture px, not flipped; `maxPoses` does not cut them.
   */
  readonly boxes?: readonly Box[];
}

export interface DetectorInfo extends RuntimeInfo {
  /** The swarm's name, and where its weights come from. */
  readonly name: string;
  readonly trained: string;
  /** Size of the weights file, bytes. */
  readonly weightsBytes: number;
  /** How far weights and kernels were checked before they were used; no kernels are loaded on tier `js`. */
  readonly trust: { readonly weights: Trust; readonly kernels: Trust | undefined };
  readonly degraded: readonly Degradation[];
}

export interface DetectorEvents {
  /** Also told to those who listen later. */
  degraded: Degradation;
  /** People of later frames are strangers to those before: time did not go on, or the picture's shape changed. */
  reset: StreamReset;
  /** A squad was found faulty; it does not vote until it is mended. */
  fault: FaultEvent;
  /** What became of a faulty squad. */
  recovery: RecoveryEvent;
  /** A worker was replaced. */
  worker: WorkerEvent;
}

export interface Detector {
  readonly info: DetectorInfo;
  readonly stats: DetectorStats;
  /** Agents and squads: how they do, and switches for drills. */
  readonly agents: SwarmAgents;
  /**
   * The people of a picture, best first.
   *
   * @param timestampMs When the picture was taken, by any clock: it makes the picture a frame of a video, whose people are
   *   followed and smoothed (see `tracking` and `smoothing`; not with `boxes`). A time that is not later than the frame's
   *   before, or a picture of another shape, starts anew and is told by a `reset` event. Without it a picture stands alone.
   * @throws PoseError `bad-image`, `bad-size` or `decode-failed` for the picture, `bad-option` for the configuration,
   *   `disposed` after `dispose()`.
   */
  estimatePoses(image: ImageSource, config?: EstimateConfig, timestampMs?: number): Promise<Pose[]>;
  /** Forgets earlier pictures. */
  reset(): void;
  /** Gives the memory back; the detector cannot be used any more. */
  dispose(): void;
  /** Calls `listener` for every event of that name. Returns a function that stops it. */
  on<Name extends keyof DetectorEvents>(name: Name, listener: (event: DetectorEvents[Name]) => void): () => void;
}

/** What a detector does when nothing else is said. */
export const DETECTOR_DEFAULTS = { maxPoses: 10, minPoseScore: 0.3, personHeight: 1.7 } as const;
const OPTIONS: readonly (keyof DetectorOptions)[] = [
  ...([
    'weights',
    'wasm',
    'integrity',
    'tier',
    'maxPoses',
    'minPoseScore',
    'squads',
    'tracking',
    'smoothing',
    'lift',
    'personHeight',
    'budgetMs',
    'targetFps',
    'workers',
    'workerUrl',
  ] as const),
];
/** Scouts' boxes per pose that is asked for: some show the same person, some nobody. */
const BOXES_PER_POSE = 2;

/**
 * A detector of people's poses.
 *
 * @throws PoseError `bad-option` for an option outside its range, `bad-weights` when the weights cannot be read or used,
 *   `bad-signature` or `bad-hash` when weights or kernels are not what was signed, `unsupported` when the tier that was asked for does not run here.
 */
export async function createDetector(options: DetectorOptions = {}): Promise<Detector> {
  checkKnown(options, OPTIONS, 'options');
  checkIntegrity(options.integrity, options.weights, options.wasm);
  const maxPoses = checkCount(options.maxPoses ?? DETECTOR_DEFAULTS.maxPoses, 'maxPoses', 1, LIMITS.maxPeople);
  const minPoseScore = checkShare(options.minPoseScore ?? DETECTOR_DEFAULTS.minPoseScore, 'minPoseScore');
  const personHeight = checkMetres(options.personHeight ?? DETECTOR_DEFAULTS.personHeight, 'personHeight', 0.3, 3);
  const lift = checkFlag(options.lift ?? false, 'lift');
  checkBudget(options);
  const follow = trackingOf(options, minPoseScore);
  const choice = options.tier ?? 'auto';
  const wanted = chooseTier(choice);
  const memory = createSwarmMemory();
  const degraded: Degradation[] = [];
  const loader = createAssetLoader(options.integrity);
  const [file, { kernels, tier, wasm, module }] = await Promise.all([
    loader.load('swarm.safetensors', options.weights),
    loadKernels(wanted, choice === 'auto', options.wasm, memory, loader, degraded),
  ]);
  const gap = file.gap ?? wasm?.gap;
  if (gap !== undefined) degraded.push({ code: 'no-signature-check', message: gap });
  const swarm = loadSwarm(file.bytes);
  const follower = follow && createFollowerOf(options, follow, swarm, kernels, memory);
  const squads = checkCount(options.squads ?? swarm.graph.squads.length, 'squads', 1, swarm.graph.squads.length);
  if (squads < LIMITS.minSquads) {
    const message = `${squads} squads vote, expected ${LIMITS.minSquads}: no faulty squad is outvoted`;
    degraded.push({ code: 'few-squads', message });
  }
  const space = lift ? createSpaceOf(swarm, personHeight, degraded) : undefined;
  const events = createEmitter<DetectorEvents>();
  const tell: FaultListener = {
    fault: (event) => events.emit('fault', event),
    recovery: (event) => events.emit('recovery', event),
    worker: (event) => events.emit('worker', event),
  };
  const { workers, problem } = await openWorkers(options, module, memory);
  if (problem) degraded.push(problem);
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier, squads, tell, ...(workers && { workers }) });
  const { name, trained } = swarm.graph;
  const trust = { weights: file.trust, kernels: wasm?.trust };
  const info = { ...runtime.info, name, trained, weightsBytes: swarm.bytes, trust, degraded };
  const { budgetMs, targetFps } = options;
  return new SwarmDetector(runtime, info, { maxPoses, minPoseScore, budgetMs, targetFps }, events, follower, space);
}

/** Undefined when frames of a video stand alone, too. */
function trackingOf({ tracking = true }: DetectorOptions, minPoseScore: number): TrackingSettings | undefined {
  return tracking ? trackingSettings(tracking === true ? {} : tracking, minPoseScore) : undefined;
}

/** Who follows people through frames, with the weights' temporal validators where they have some. */
function createFollowerOf(
  { smoothing = true }: DetectorOptions,
  follow: TrackingSettings,
  { graph, values }: Swarm,
  kernels: Kernels,
  memory: SwarmMemory,
): Follower {
  const config = smoothing === true ? {} : smoothing;
  const { pools } = memory;
  const ground = { buffer: memory.memory.buffer, weights: pools.weights, shared: pools.shared };
  return createFollower(
    follow,
    config ? chooseFilter(config, createBlendKernel(kernels, memory)) : undefined,
    graph.temporal && createTemporalJudge(graph.temporal, values, kernels, ground),
  );
}

/** Undefined where the weights have no lifters. */
function createSpaceOf({ graph, values }: Swarm, personHeight: number, degraded: Degradation[]): Space | undefined {
  if (graph.lift) return createSpace(createLifter(graph.lift, values, personHeight));
  degraded.push({ code: 'no-lift', message: 'the weights have no lifters: poses have no keypoints3D' });
  return undefined;
}

/** A person as seen from the scouts' box. */
type Look = Pick<PersonVotes, 'box' | 'boxScore'> & { readonly pose: Pose };

type Settings = Required<Pick<DetectorOptions, 'maxPoses' | 'minPoseScore'>> & BudgetOptions;

class SwarmDetector implements Detector {
  readonly info: DetectorInfo;
  readonly #collector = createStatsCollector();
  /** Outlive the runtime. */
  #lastStats: DetectorStats;
  /** Calls wait for the one before them: there is one memory. */
  readonly #turns = createTurns(() => this.#collector.drop());
  /** People whom the squads looked at in the picture at hand. */
  #people = 0;
  /** When the picture at hand is due, `performance.now()`; undefined when it may take as long as it takes. */
  #deadline: number | undefined;
  #timestampMs: number | undefined;
  /** Undefined after `dispose()`, so that its memory can go. */
  #runtime: SwarmRuntime | undefined;
  readonly #settings: Settings;
  readonly #reader = createBrowserReader();
  readonly #follower: Follower | undefined;
  readonly #space: Space | undefined;
  readonly #events: Emitter<DetectorEvents>;

  constructor(
    runtime: SwarmRuntime,
    info: DetectorInfo,
    settings: Settings,
    events: Emitter<DetectorEvents>,
    follower: Follower | undefined,
    space: Space | undefined,
  ) {
    this.#runtime = runtime;
    this.info = info;
    this.#settings = settings;
    this.#events = events;
    this.#follower = follower;
    this.#space = space;
    this.#lastStats = this.#collector.read(runtime);
  }

  get stats(): DetectorStats {
    return this.#runtime ? this.#collector.read(this.#runtime) : this.#lastStats;
  }

  get agents(): SwarmAgents {
    return this.#live().agents;
  }

  async estimatePoses(image: ImageSource, config: EstimateConfig = {}, timestampMs?: number): Promise<Pose[]> {
    checkKnown(config, ['maxPoses', 'flipHorizontal', 'boxes'], 'config');
    if (config.maxPoses !== undefined) checkCount(config.maxPoses, 'maxPoses', 1, LIMITS.maxPeople);
    if (config.boxes !== undefined) checkBoxes(config.boxes);
    if (timestampMs !== undefined) checkTime(timestampMs, 'timestampMs');
    return this.#turns.take(() => this.#estimate(image, config, timestampMs), this.#isLive(timestampMs));
  }

  reset(): void {
    this.#collector.reset();
    this.#timestampMs = undefined;
    this.#follower?.reset();
    this.#space?.reset();
  }

  dispose(): void {
    this.#lastStats = this.stats;
    this.#events.clear();
    this.#runtime?.dispose();
    this.#runtime = undefined;
  }

  on<Name extends keyof DetectorEvents>(name: Name, listener: (event: DetectorEvents[Name]) => void): () => void {
    const stop = this.#events.on(name, listener);
    // The listener of this name takes its events: TypeScript does not follow the name into the type.
    if (name === 'degraded') for (const event of this.info.degraded) listener(event as DetectorEvents[Name]);
    return stop;
  }

  async #estimate(image: ImageSource, config: EstimateConfig, timestampMs: number | undefined): Promise<Pose[]> {
    this.#live();
    const start = performance.now();
    this.#beginFrame(start, timestampMs);
    const frame = await this.#read(image);
    await this.#live().show(frame);
    const seen = await this.#posesOf(frame, config, timestampMs);
    const poses = this.#space?.lift(seen) ?? seen;
    const at = performance.now();
    this.#collector.count({ at, ms: at - start, people: this.#people, timestampMs, poses });
    return config.flipHorizontal ? poses.map((pose) => flipPose(pose, frame.width)) : poses;
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

  #posesOf(frame: Frame, { boxes, maxPoses }: EstimateConfig, timestampMs: number | undefined): Promise<Pose[]> {
    if (boxes) return this.#inBoxes(frame, boxes);
    if (timestampMs === undefined || !this.#follower) return this.#search(frame, maxPoses);
    return this.#follow(this.#follower, frame, timestampMs, maxPoses);
  }

  async #follow(
    follower: Follower,
    { width, height }: Frame,
    timeMs: number,
    maxPoses = this.#settings.maxPoses,
  ): Promise<Pose[]> {
    const reset = follower.begin({ width, height, timeMs });
    if (reset) this.#events.emit('reset', reset);
    const eyes: Eyes = {
      scan: (most) => this.#live().scan(most),
      vote: (boxes, options) => this.#vote(boxes, options),
    };
    const { poses, looks } = await follower.look(eyes, maxPoses);
    this.#people = looks;
    return poses;
  }

  async #read(image: ImageSource): Promise<Frame> {
    return isBrowserSource(image) ? this.#reader.read(image) : asFrame(image);
  }

  async #inBoxes({ width, height }: Frame, boxes: readonly Box[]): Promise<Pose[]> {
    const people = await this.#vote(boxes);
    this.#people = people.length;
    return people.map((person) => assemblePose(person, width, height));
  }

  async #search({ width, height }: Frame, maxPoses = this.#settings.maxPoses): Promise<Pose[]> {
    const found = await this.#live().scan(maxPoses * BOXES_PER_POSE);
    const scores = found.map(({ score }) => score);
    const people = await this.#vote(
      found.map(({ box }) => box),
      { scores },
    );
    this.#people = people.length;
    const first = people.map((person): Look => ({ ...person, pose: assemblePose(person, width, height) }));
    const late = this.#deadline !== undefined && performance.now() >= this.#deadline;
    const poses = late ? first.map(({ pose }) => pose) : await this.#lookAgain(first, width, height);
    return suppressPoses(poses, maxPoses).filter(({ score }) => score >= this.#settings.minPoseScore);
  }

  /** Sends the squads a second time, to where the joints say that the person is; the better look of the two counts. */
  async #lookAgain(first: readonly Look[], width: number, height: number): Promise<Pose[]> {
    const closer = first.flatMap(({ pose, box, boxScore }, index) => {
      const again = closerBox(pose, box);
      return again ? [{ index, box: again, boxScore }] : [];
    });
    const second = await this.#vote(
      closer.map(({ box }) => box),
      { scores: closer.map(({ boxScore }) => boxScore) },
    );
    const poses = first.map(({ pose }) => pose);
    for (const [i, person] of second.entries()) {
      const pose = assemblePose(person, width, height);
      const index = closer[i]?.index ?? -1;
      if (pose.score > (poses[index]?.score ?? 1)) poses[index] = pose;
    }
    return poses;
  }

  #vote(boxes: readonly Box[], options?: VoteOptions): Promise<readonly PersonVotes[]> {
    return this.#live().vote(boxes, {
      ...options,
      ...(this.#deadline !== undefined && { deadline: this.#deadline }),
    });
  }

  /** The runtime. Asked for anew after every wait, during which the detector may have been disposed. */
  #live(): SwarmRuntime {
    if (this.#runtime) return this.#runtime;
    throw new PoseError('disposed', 'the detector was disposed, expected no call after dispose()');
  }
}
