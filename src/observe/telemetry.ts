// SPDX-License-Identifier: Apache-2.0
// What an application may tell about the swarm that it runs: rates, times, reputations and faults, and nothing of what was seen. Nothing is
// sent: the application asks for the numbers, and sends them where it likes, or not.
import { checkKnown, inWords, refuse } from '../pose/check.ts';
import { type Attributes, createCounter, createHistogram, gauge, type Metric } from './metrics.ts';

/** As much of a detector as is counted: what `createDetector` gives is one. */
export interface CountedDetector {
  readonly stats: {
    readonly lastMs: number;
    readonly people: number;
    readonly dropped: number;
    readonly agents: { readonly active: number; readonly faulty: number; readonly consensusRate: number };
    readonly resources: { readonly memoryUsage: number };
  };
  readonly agents: {
    squads(): readonly { readonly id: string; readonly reputation: number; readonly costMs: number }[];
  };
  on<Name extends keyof CountedEvents>(name: Name, listener: (event: CountedEvents[Name]) => void): () => void;
}

export interface CountedEvents {
  fault: { readonly squad: string; readonly cause: string };
  recovery: { readonly squad: string; readonly recovered: boolean };
  worker: { readonly cause: string };
  degraded: { readonly code: string };
}

export interface TelemetryOptions {
  /** Told with every number: which variant of an experiment runs, say. */
  readonly attributes?: Attributes;
}

export interface Telemetry {
  /** Counts the picture that was answered last: after each `estimatePoses`. */
  frame(): void;
  /** All numbers so far. */
  metrics(): Metric[];
  /** Milliseconds since 1970 when counting began. */
  readonly since: number;
  /** Listens to the detector no more; the numbers stay. */
  stop(): void;
}

/** Seconds: 4.17 ms is a frame at 240 a second, 16.7 one at 60. */
const BOUNDS = [0.001, 0.002, 0.00417, 0.00833, 0.0167, 0.0333, 0.0667, 0.133, 0.25, 0.5, 1];
const MILLI = 1000;

/**
 * Counts what a detector does from now on.
 *
 * @throws PoseError `bad-option` for something else than a detector, and for attributes that are no texts.
 */
export function createTelemetry(detector: CountedDetector, options: TelemetryOptions = {}): Telemetry {
  const own = checkedAttributes(detector, options);
  const frames = createCounter({ name: 'poseswarm.frames', description: 'Pictures answered', unit: '{frame}' });
  const looked = createCounter({
    ...{ name: 'poseswarm.people.looks', description: 'People whom the squads looked at', unit: '{person}' },
  });
  const durations = createHistogram(
    { name: 'poseswarm.frame.duration', description: 'From a picture to its poses', unit: 's' },
    BOUNDS,
  );
  const faults = createCounter({ name: 'poseswarm.squad.faults', description: 'Squads found faulty', unit: '{fault}' });
  const recoveries = createCounter({
    ...{ name: 'poseswarm.squad.recoveries', description: 'Faulty squads, mended or not', unit: '{recovery}' },
  });
  const replaced = createCounter({
    ...{ name: 'poseswarm.workers.replaced', description: 'Workers that died or hung', unit: '{worker}' },
  });
  const degradations = createCounter({
    ...{ name: 'poseswarm.degradations', description: 'What could not be had', unit: '{degradation}' },
  });
  const since = Date.now();
  const stops = [
    detector.on('fault', ({ squad, cause }) => faults.add(1, { ...own, squad, cause })),
    detector.on('recovery', ({ squad, recovered }) => recoveries.add(1, { ...own, squad, recovered: `${recovered}` })),
    detector.on('worker', ({ cause }) => replaced.add(1, { ...own, cause })),
    detector.on('degraded', ({ code }) => degradations.add(1, { ...own, code })),
  ];

  return {
    since,
    frame() {
      const { lastMs, people } = detector.stats;
      frames.add(1, own);
      looked.add(people, own);
      durations.record(lastMs / MILLI, own);
    },
    metrics: () => [
      ...[frames, durations, looked, faults, recoveries, replaced, degradations].map((one) => one.read()),
      ...present(detector, own),
    ],
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** What is as it is at the moment. */
function present(detector: CountedDetector, own: Attributes): Metric[] {
  const { agents, resources, dropped } = detector.stats;
  const squads = detector.agents.squads();
  const one = (value: number) => [{ attributes: own, value }];
  const each = (value: (squad: (typeof squads)[number]) => number) =>
    squads.map((squad) => ({ attributes: { ...own, squad: squad.id }, value: value(squad) }));
  return [
    gauge(
      { name: 'poseswarm.frames.dropped', description: 'Pictures that gave way to newer ones', unit: '{frame}' },
      one(dropped),
    ),
    gauge({ name: 'poseswarm.agents', description: 'Agents by state', unit: '{agent}' }, [
      { attributes: { ...own, state: 'active' }, value: agents.active },
      { attributes: { ...own, state: 'faulty' }, value: agents.faulty },
    ]),
    gauge(
      { name: 'poseswarm.consensus', description: 'Share of keypoints that the vote agreed on', unit: '1' },
      one(agents.consensusRate),
    ),
    gauge(
      { name: 'poseswarm.memory.usage', description: 'Memory of the swarm', unit: 'By' },
      one(resources.memoryUsage),
    ),
    gauge(
      { name: 'poseswarm.squad.reputation', description: 'Track record, 0 to 1', unit: '1' },
      each(({ reputation }) => reputation),
    ),
    gauge(
      { name: 'poseswarm.squad.duration', description: 'Time for one person', unit: 's' },
      each(({ costMs }) => costMs / MILLI),
    ),
  ];
}

function checkedAttributes(detector: Partial<CountedDetector> | null, options: TelemetryOptions): Attributes {
  if (typeof detector?.on !== 'function') refuse(`detector is ${inWords(detector)}, expected that of createDetector()`);
  checkKnown(options, ['attributes'], 'options');
  const { attributes = {} } = options;
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') refuse(`attributes.${name} is ${inWords(value)}, expected a text`);
  }
  return attributes;
}
