// SPDX-License-Identifier: Apache-2.0
// `poseswarm/claude-flow`: tells Claude Flow, a coordinator that speaks the Model Context Protocol, who the swarm's agents are and how they
// do. It is a mirror and no part of a frame's way: it works beside the frames, is told no picture and no keypoint, and what it answers is
// never taken for something that was measured.
import type { Detector } from '../detector/types.ts';
import { checkKnown, inWords, refuse } from '../pose/check.ts';
import { tell } from '../runtime/events.ts';
import { within } from '../runtime/within.ts';
import { type FlowCalls, type FlowClient, type FlowPurpose, FlowRefusal, openCalls } from './flow/calls.ts';
import { byRank, stateOf } from './flow/state.ts';

export { connectBridge } from './flow/bridge.ts';
export { FLOW_TOOLS, type FlowAnswer, type FlowClient, type FlowPurpose, type FlowTool } from './flow/calls.ts';

export interface MirrorOptions {
  /** Milliseconds between two words about how the swarm does, at least 500; default 1000. */
  readonly everyMs?: number;
  /** What keys begin with: `<name>/state`, `<name>/events/1`; default `poseswarm`. */
  readonly name?: string;
  /** Is told whenever `state` changes. */
  readonly onChange?: (report: MirrorReport) => void;
}

export interface MirrorReport {
  /** `lost` while there is no connection: it is made anew after a second, later after up to half a minute. */
  readonly state: 'joining' | 'mirroring' | 'lost' | 'closed';
  /** The swarm's id there. */
  readonly swarmId: string | undefined;
  readonly agents: number;
  /** Agents that were introduced one by one; a server may take fewer than there are. */
  readonly introduced: number;
  /** Times that the swarm's state was told. */
  readonly updates: number;
  /** Events that were not told, for too many waited. */
  readonly dropped: number;
  /** Calls that were refused or not answered, and why the last one was. */
  readonly failures: number;
  readonly lastFailure: string | undefined;
  /** What the server has no tool for. */
  readonly missing: readonly FlowPurpose[];
}

export interface SwarmMirror {
  readonly report: MirrorReport;
  /** Tells the last state and hangs up, within a second or so; before the detector is disposed of. */
  close(): Promise<void>;
}

const LEAST_EVERY_MS = 500;
/** Agents that are introduced at once, and events that wait, at most. */
const AT_ONCE = 8;
const WAITING_EVENTS = 32;
const ANSWER_MS = 5000;
/** A server that is started may have to be downloaded first. */
const CONNECT_MS = 60_000;
const CLOSE_MS = 1000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Mirrors a detector's swarm until it is closed: introduces its agents once, then tells every second how they do, and every fault,
 * recovery and degradation. What the other side refuses or loses is told in `report`, and disturbs nobody.
 *
 * @param connect Makes a connected client, also anew after a connection was lost: `new Client()` of the protocol's package, say.
 * @throws PoseError `bad-option` for something else than a function, and for options that mean nothing.
 */
export function mirrorSwarm(
  detector: Detector,
  connect: () => Promise<FlowClient>,
  options: MirrorOptions = {},
): SwarmMirror {
  const { everyMs, name, onChange } = checkedOptions(connect, options);
  const agents = byRank(detector.agents.list());
  const events: object[] = [];
  let told = 0;
  let report: MirrorReport = {
    ...{ state: 'joining', swarmId: undefined, agents: agents.length, introduced: 0, updates: 0, dropped: 0 },
    ...{ failures: 0, lastFailure: undefined, missing: [] },
  };
  let wake = (): void => {};
  let client: FlowClient | undefined;
  let isOver = false;

  const say = (change: Partial<MirrorReport>): void => {
    const before = report.state;
    report = { ...report, ...change };
    if (report.state !== before && onChange) tell(onChange, report);
  };
  const fail = (error: unknown): void =>
    say({ failures: report.failures + 1, lastFailure: error instanceof Error ? error.message : String(error) });
  /** What is refused is counted, and the next thing said; what is not answered ends the connection. */
  const attempt = async (call: Promise<void>): Promise<boolean> => {
    try {
      await within(ANSWER_MS, call);
      return true;
    } catch (error) {
      if (!(error instanceof FlowRefusal)) throw error;
      fail(error);
      return false;
    }
  };
  const note = (kind: string, event: object): void => {
    events.push({ kind, ...event });
    if (events.length <= WAITING_EVENTS) return;
    events.shift();
    say({ dropped: report.dropped + 1 });
  };
  const deaf = [
    detector.on('fault', (event) => note('fault', event)),
    detector.on('recovery', (event) => note('recovery', event)),
    detector.on('worker', (event) => note('worker', event)),
    detector.on('degraded', (event) => note('degraded', event)),
  ];
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function introduce(calls: FlowCalls): Promise<void> {
    say({ missing: calls.missing, introduced: 0 });
    const { swarmId, room } = await within(ANSWER_MS, calls.init(agents.length));
    say({ swarmId });
    const some = calls.missing.includes('spawn') ? [] : agents.slice(0, room);
    for (let at = 0; at < some.length && !isOver; at += AT_ONCE) {
      const known = await Promise.all(some.slice(at, at + AT_ONCE).map((one) => attempt(calls.spawn(one, swarmId))));
      say({ introduced: report.introduced + known.filter(Boolean).length });
    }
    await attempt(calls.task(`${name}: detect poses`));
  }

  async function update(calls: FlowCalls): Promise<void> {
    for (let event = events.shift(); event; event = events.shift()) {
      told++;
      await attempt(calls.store(`${name}/events/${told}`, event));
    }
    const heard = await attempt(calls.store(`${name}/state`, stateOf(detector)));
    if (heard && !calls.missing.includes('store')) say({ updates: report.updates + 1 });
    await attempt(calls.monitor(report.swarmId, everyMs));
  }

  async function mirror(client: FlowClient): Promise<void> {
    const calls = await within(ANSWER_MS, openCalls(client));
    await introduce(calls);
    say({ state: 'mirroring' });
    while (!isOver) {
      await update(calls);
      await pause(everyMs);
    }
    await update(calls);
  }

  async function run(): Promise<void> {
    for (let wait = FIRST_PAUSE_MS; !isOver; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      client = undefined;
      try {
        client = await within(CONNECT_MS, connect());
        await mirror(client);
      } catch (error) {
        fail(error);
        if (report.state === 'mirroring') wait = FIRST_PAUSE_MS;
        if (!isOver) say({ state: 'lost' });
      }
      await hangUp();
      if (!isOver) await pause(wait);
    }
  }

  async function hangUp(): Promise<void> {
    const one = client;
    client = undefined;
    await one?.close().catch(fail);
  }

  const running = run();
  return {
    get report() {
      return report;
    },
    async close() {
      isOver = true;
      for (const stop of deaf) stop();
      wake();
      // Whoever does not answer is left where they are.
      await within(CLOSE_MS, running).catch(hangUp);
      say({ state: 'closed' });
    },
  };
}

function checkedOptions(connect: unknown, options: MirrorOptions): MirrorOptions & { everyMs: number; name: string } {
  if (typeof connect !== 'function') refuse(`connect is ${inWords(connect)}, expected a function that makes a client`);
  checkKnown(options, ['everyMs', 'name', 'onChange'], 'options');
  const { everyMs = 1000, name = 'poseswarm' } = options;
  if (typeof everyMs !== 'number' || !(everyMs >= LEAST_EVERY_MS && everyMs < Number.POSITIVE_INFINITY)) {
    refuse(`everyMs is ${inWords(everyMs)}, expected ${LEAST_EVERY_MS} or more`);
  }
  if (typeof name !== 'string' || name === '') refuse(`name is ${inWords(name)}, expected a word`);
  return { ...options, everyMs, name };
}
