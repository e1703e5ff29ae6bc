// SPDX-License-Identifier: Apache-2.0
// Faults and their repair, through the runtime as a detector has it.
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import type { FaultEvent, RecoveryEvent } from '../../src/runtime/faults.ts';
import { createSwarmRuntime } from '../../src/runtime/swarm-runtime.ts';
import { noisePicture } from '../support/detectors.ts';
import { addLifters, draftSwarm } from '../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../support/swarm-parts.ts';
import { draftWithSection } from '../support/trained-section.ts';

const swarm = swarmOf(draftSwarm(12));
const picture = noisePicture(320, 240);
const box = boxOf(60, 20, 140, 220);

async function open() {
  const { memory, kernels } = swarmParts();
  const events: (FaultEvent | RecoveryEvent)[] = [];
  const tell = {
    fault: (event: FaultEvent) => events.push(event),
    recovery: (event: RecoveryEvent) => events.push(event),
    worker() {},
    degraded() {},
  };
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd', tell });
  await runtime.show(picture);
  const votes = async () => (await runtime.vote([box]))[0]!.votes.slice();
  const squad = (id: string) => runtime.agents.squads().find((one) => one.id === id)!;
  return { runtime, events, votes, squad, agents: runtime.agents };
}

/** Waits until the routine checks are due again. */
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('agents and squads', () => {
  test('are listed with their standing and what they cost', async () => {
    const { votes, agents } = await open();
    await votes();
    const all = agents.list();
    expect(all.map(({ id }) => id).sort()).toEqual(swarm.agents.map(({ id }) => id).sort());
    expect(all.every(({ state, reputation }) => state === 'active' && reputation > 0.8)).toBe(true);
    for (const { id, costMs, agents: count } of agents.squads()) {
      const own = all.filter(({ squad }) => squad === id);
      expect(own).toHaveLength(count);
      expect(costMs).toBeGreaterThan(0);
      expect(own.reduce((sum, agent) => sum + agent.costMs, 0)).toBeCloseTo(costMs, 6);
    }
  });

  test('a squad that is silenced does not vote until it is restored', async () => {
    const { votes, agents, squad } = await open();
    const all = await votes();
    agents.silence('squad-1');
    expect(squad('squad-1')).toMatchObject({ state: 'silenced', weight: 0 });
    expect(await votes()).toHaveLength((all.length * 3) / 4);
    agents.restore('squad-1');
    expect(await votes()).toEqual(all);
  });

  test('an agent that is silenced sends nothing, which is no fault, until it is restored', async () => {
    const { votes, agents, events } = await open();
    const all = await votes();
    const id = 'squad-2/down4/1';
    agents.silence(id);
    expect(agents.list().find((agent) => agent.id === id)?.state).toBe('silenced');
    await pause(260);
    expect(await votes()).not.toEqual(all);
    expect(events).toEqual([]);
    agents.restore(id);
    expect(await votes()).toEqual(all);
  });

  test('damaged weights are found, named, told and mended; the squad comes back on probation', async () => {
    const { votes, agents, events, squad } = await open();
    const all = await votes();
    const id = 'squad-0/stem/1';
    agents.corrupt(id);
    expect(agents.list().find((agent) => agent.id === id)?.state).toBe('faulty');
    await pause(260);
    await votes();
    expect(events).toEqual([
      { squad: 'squad-0', cause: 'weights', agents: [id], message: expect.stringMatching(/1 of its agents/) },
      {
        squad: 'squad-0',
        recovered: true,
        ms: expect.any(Number),
        message: expect.stringMatching(/on probation at 0.6/),
      },
    ]);
    expect(squad('squad-0')).toMatchObject({ state: 'probation', reputation: 0.6, faults: 1 });
    expect(await votes()).toEqual(all);
  });

  test('damaged scouts and judges are mended, too', async () => {
    const { votes, agents, events } = await open();
    agents.corrupt('scout');
    agents.corrupt('level4/assessors/nose');
    await pause(260);
    await votes();
    expect(events.map(({ squad }) => squad)).toEqual(['scout', 'scout', 'swarm', 'swarm']);
    expect(agents.list().every(({ state }) => state === 'active')).toBe(true);
  });

  test('damaged temporal validators are mended, too; they may be silenced as all others', async () => {
    const { memory, kernels } = swarmParts();
    const told: string[] = [];
    const say = ({ squad }: { squad: string }) => told.push(squad);
    const tell = { fault: say, recovery: say, worker() {}, degraded() {} };
    const validated = swarmOf(draftWithSection('temporal'));
    const runtime = createSwarmRuntime({ swarm: validated, memory, kernels, tier: 'wasm-simd', tell });
    const { agents, temporal } = runtime;
    const verdicts = () => Array.from(temporal?.(new Float32Array(17 * 8).fill(0.5)) ?? []);
    const right = verdicts();
    expect(right).toHaveLength(17);
    agents.silence('level4/temporal/nose');
    expect(verdicts()).toEqual([0.5, ...right.slice(1)]);
    agents.corrupt('level4/temporal/left_eye');
    expect(agents.list().find(({ id }) => id === 'level4/temporal/left_eye')?.state).toBe('faulty');
    await pause(260);
    await runtime.show(picture);
    await runtime.vote([box]);
    expect(told).toEqual(['swarm', 'swarm']);
    agents.restore('level4/temporal/nose');
    expect(verdicts()).toEqual(right);
  });

  test('damage is found and mended while other agents of the same team are silenced, and those stay silent', async () => {
    const { votes, agents, events } = await open();
    const off = ['scout/down4/1', 'level4/assessors/left_eye', 'squad-0/down4/1'];
    const damaged = ['scout/stem/0', 'level4/assessors/nose', 'squad-0/stem/1'];
    for (const id of off) agents.silence(id);
    await votes();
    const silent = await votes();
    for (const id of damaged) agents.corrupt(id);
    await pause(260);
    await votes();
    const told = events.map(({ squad }) => squad).sort();
    expect(told).toEqual(['scout', 'scout', 'squad-0', 'squad-0', 'swarm', 'swarm']);
    const state = (id: string) => agents.list().find((agent) => agent.id === id)?.state;
    expect(damaged.map(state)).toEqual(['active', 'active', 'probation']);
    expect(off.map(state)).toEqual(['silenced', 'silenced', 'silenced']);
    await pause(260);
    expect(await votes()).toEqual(silent);
    expect(events).toHaveLength(6);
  });

  test('a silenced agent that is damaged is made to send zeros again', async () => {
    const { votes, agents, events } = await open();
    agents.silence('squad-2/down4/1');
    const silent = await votes();
    agents.corrupt('squad-2/down4/1');
    await pause(260);
    await votes();
    expect(events).toMatchObject([
      { squad: 'squad-2', cause: 'weights' },
      { squad: 'squad-2', recovered: true },
    ]);
    expect(await votes()).toEqual(silent);
  });

  test('an id that nobody has is refused', async () => {
    const { agents } = await open();
    for (const act of [agents.silence, agents.corrupt, agents.restore]) {
      expect(() => act('squad-9')).toThrow(
        expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(/id is "squad-9", expected/) }),
      );
    }
  });

  test('a drill that is none is refused, whoever is to do it', async () => {
    const { agents } = await open();
    for (const id of ['squad-0', 'worker-1']) {
      expect(() => Reflect.apply(agents.drill, undefined, [id, 'explode'])).toThrow(
        expect.objectContaining({
          code: 'bad-option',
          message: 'what is "explode", expected lie, kill, hang or slow',
        }),
      );
    }
  });

  test('lifters are listed, but cannot be switched', async () => {
    const { memory, kernels } = swarmParts();
    const lifted = swarmOf(addLifters(draftSwarm(12)));
    const { agents } = createSwarmRuntime({ swarm: lifted, memory, kernels, tier: 'wasm-simd' });
    const lifters = agents.list().filter(({ id }) => id.startsWith('lift/'));
    expect(lifters).toHaveLength(8 + 8 + 17);
    for (const { id } of lifters) {
      expect(() => agents.silence(id)).toThrow(
        expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(/which lifters are not$/) }),
      );
    }
  });

  test('with every squad silenced there is an answer all the same, without any score', async () => {
    const { runtime, agents } = await open();
    for (const { id } of agents.squads()) agents.silence(id);
    const [person] = await runtime.vote([box]);
    expect(person?.votes).toHaveLength(0);
    expect([...person!.keypoints].every(Number.isFinite)).toBe(true);
    expect(Array.from({ length: 17 }, (_, joint) => person?.keypoints[joint * 5 + 2])).toEqual(Array(17).fill(0));
  });
});
