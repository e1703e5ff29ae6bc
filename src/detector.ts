// SPDX-License-Identifier: Apache-2.0
// The composition root: nothing else puts weights, kernels, memory and pictures together.
import { DETECTOR_DEFAULTS, type DetectorOptions, OPTION_NAMES } from './detector/options.ts';
import { SwarmDetector } from './detector/swarm-detector.ts';
import type { Detector, DetectorEvents, DetectorInfo } from './detector/types.ts';
import { createFollower } from './people/follow.ts';
import { createLifter } from './people/lift/lifter.ts';
import { createSpace, type Space } from './people/lift/space.ts';
import { chooseFilter } from './people/smoothing/config.ts';
import type { FilterFactory } from './people/smoothing/place-filter.ts';
import { type TrackingSettings, trackingSettings } from './people/tracks/config.ts';
import { inWords, refuse } from './pose/check.ts';
import { LIMITS } from './pose/limits.ts';
import { createBlendKernel } from './runtime/blend-kernel.ts';
import { type Degradation, withoutGpu } from './runtime/degradation.ts';
import { createEmitter } from './runtime/events.ts';
import type { FaultListener } from './runtime/faults.ts';
import { openGpu } from './runtime/gpu/open-gpu.ts';
import { checkIntegrity, createAssetLoader } from './runtime/integrity/asset-loader.ts';
import { loadKernels } from './runtime/load-kernels.ts';
import { watchFiles } from './runtime/load-progress.ts';
import { createSwarmMemory, type SwarmMemory } from './runtime/memory-map.ts';
import { checkBudget, checkCount, checkFlag, checkKnown, checkMetres, checkShare } from './runtime/options.ts';
import { checkFolder, workerScript } from './runtime/package-assets.ts';
import type { RuntimeInfo } from './runtime/runtime.ts';
import { createSwarmRuntime } from './runtime/swarm-runtime.ts';
import { chooseTier, type TierChoice } from './runtime/tiers.ts';
import { openWorkers } from './runtime/workers/open-workers.ts';
import { loadSwarm, type Swarm } from './swarm/agents/load-swarm.ts';
import type { Kernels } from './swarm/kernels/kernels.ts';

/**
 * A detector of people's poses.
 *
 * @throws PoseError `bad-option` for an option outside its range, `bad-weights` when the weights cannot be read or used,
 *   `bad-signature` or `bad-hash` when weights or kernels are not what was signed, `unsupported` when the tier that was asked for does not run here.
 */
export async function createDetector(options: DetectorOptions = {}): Promise<Detector> {
  checkKnown(options, OPTION_NAMES, 'options');
  checkIntegrity(options.integrity, options.weights, options.wasm);
  const folder = checkFolder(options.assetsUrl);
  const maxPoses = checkCount(options.maxPoses ?? DETECTOR_DEFAULTS.maxPoses, 'maxPoses', 1, LIMITS.maxPeople);
  const minPoseScore = checkShare(options.minPoseScore ?? DETECTOR_DEFAULTS.minPoseScore, 'minPoseScore');
  const personHeight = checkMetres(options.personHeight ?? DETECTOR_DEFAULTS.personHeight, 'personHeight', 0.3, 3);
  const lift = checkFlag(options.lift ?? false, 'lift');
  checkBudget(options);
  checkSwitch(options.tracking, 'tracking');
  checkSwitch(options.smoothing, 'smoothing');
  const follow = trackingOf(options, minPoseScore);
  const choice = options.tier ?? 'auto';
  const wanted = chooseTier(choice);
  const memory = createSwarmMemory();
  const degraded: Degradation[] = [];
  const loader = createAssetLoader(options.integrity, folder, watchFiles(options.onProgress));
  // The weights are read while the kernels compile.
  const [{ swarm, ...file }, { kernels, tier, wasm, module }] = await Promise.all([
    loader
      .load('swarm.safetensors', options.weights)
      .then(({ bytes, ...checked }) => ({ swarm: loadSwarm(bytes), ...checked })),
    loadKernels(wanted, choice === 'auto' || choice === 'webgpu', options.wasm, memory, loader, degraded),
  ]);
  const gap = file.gap ?? wasm?.gap;
  if (gap !== undefined) degraded.push({ code: 'no-signature-check', message: gap });
  const filter = filterOf(options, kernels, memory);
  const squads = checkCount(options.squads ?? swarm.graph.squads.length, 'squads', 1, swarm.graph.squads.length);
  if (squads < LIMITS.minSquads) {
    const message = `${squads} squads vote, expected ${LIMITS.minSquads}: no faulty squad is outvoted`;
    degraded.push({ code: 'few-squads', message });
  }
  const space = lift ? createSpaceOf(swarm, personHeight, degraded) : undefined;
  const events = createEmitter<DetectorEvents>(['degraded', 'reset', 'fault', 'recovery', 'worker']);
  const tell: FaultListener = {
    fault: (event) => events.emit('fault', event),
    recovery: (event) => events.emit('recovery', event),
    worker: (event) => events.emit('worker', event),
    degraded(event) {
      degraded.push(event);
      events.emit('degraded', event);
    },
  };
  const workerUrl = options.workerUrl ?? (folder && workerScript(folder));
  const script = workerUrl === undefined ? {} : { workerUrl };
  const { workers, problem } = openWorkers({ ...options, ...script }, module, memory);
  if (problem) degraded.push(problem);
  const gpu = choice === 'webgpu' ? await openGpu() : undefined;
  if (typeof gpu === 'string') degraded.push(withoutGpu(gpu, tier));
  const more = { ...(workers && { workers }), ...(typeof gpu === 'object' && { gpu }) };
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier, squads, tell, ...more });
  const follower = follow && createFollower(follow, filter, runtime.temporal);
  await runtime.ready;
  const { name, trained } = swarm.graph;
  const trust = { weights: file.trust, kernels: wasm?.trust };
  const about = { ...runtime.info, name, trained, weightsBytes: swarm.bytes, trust, degraded };
  const info = keepCurrent(about, runtime.info, choice);
  const { budgetMs, targetFps } = options;
  const knowsTurned = swarm.graph.uprightMass > 0;
  const settings = { maxPoses, minPoseScore, budgetMs, targetFps, knowsTurned };
  return new SwarmDetector(runtime, info, settings, events, follower, space);
}

/** Workers may be given up, and the tier changes when the GPU is lost. */
function keepCurrent(info: DetectorInfo, current: Pick<RuntimeInfo, 'workers'>, choice: TierChoice): DetectorInfo {
  const { tier, degraded } = info;
  return {
    ...info,
    get workers() {
      return current.workers;
    },
    get tier() {
      return choice !== 'webgpu' || degraded.some(({ code }) => code === 'no-webgpu') ? tier : 'webgpu';
    },
  };
}

/** What is a switch takes its settings instead of true. */
function checkSwitch(value: unknown, name: string): void {
  if (value === undefined || typeof value === 'boolean' || (typeof value === 'object' && value !== null)) return;
  refuse(`${name} is ${inWords(value)}, expected true, false or an object`);
}

/** Undefined when frames of a video stand alone, too. */
function trackingOf({ tracking = true }: DetectorOptions, minPoseScore: number): TrackingSettings | undefined {
  return tracking ? trackingSettings(tracking === true ? {} : tracking, minPoseScore) : undefined;
}

/** Undefined when people are shown as they are measured. Refuses what is none also where nobody is followed. */
function filterOf(
  { smoothing = true }: DetectorOptions,
  kernels: Kernels,
  memory: SwarmMemory,
): FilterFactory | undefined {
  if (smoothing === false) return undefined;
  return chooseFilter(smoothing === true ? {} : smoothing, createBlendKernel(kernels, memory));
}

/** Undefined where the weights have no lifters. */
function createSpaceOf({ graph, values }: Swarm, personHeight: number, degraded: Degradation[]): Space | undefined {
  if (graph.lift) return createSpace(createLifter(graph.lift, values, personHeight));
  degraded.push({ code: 'no-lift', message: 'the weights have no lifters: poses have no keypoints3D' });
  return undefined;
}
