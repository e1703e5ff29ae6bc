// SPDX-License-Identifier: Apache-2.0
// The mirror against servers that take Claude Flow's tools; with Claude Flow itself where that is installed (test/cli/claude-flow.test.ts).
import { afterAll, expect, test, vi } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { type FlowClient, type MirrorReport, mirrorSwarm, type SwarmMirror } from '../../src/adapters/claude-flow.ts';
import { createDetector } from '../../src/node/index.ts';
import { flowServer } from '../support/claude-flow.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());

async function until(mirror: SwarmMirror, isSo: (report: MirrorReport) => boolean): Promise<MirrorReport> {
  await vi.waitFor(() => expect(isSo(mirror.report)).toBe(true), { timeout: 10_000, interval: 20 });
  return mirror.report;
}

test('version 2 is told of every agent once, who leads first, then how they do', async () => {
  const server = flowServer(2);
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500 });
  await until(mirror, ({ updates }) => updates >= 1);
  await detector.estimatePoses(await samplePicture('street.jpg'));
  const report = await until(mirror, ({ updates }) => updates >= 2);
  const agents = detector.agents.list();
  expect(report).toMatchObject({ state: 'mirroring', swarmId: 'swarm-7', introduced: agents.length, failures: 0 });
  expect(report.missing).toEqual([]);
  const spawned = server.named('agent_spawn');
  expect(new Set(spawned.map(({ name }) => name))).toEqual(new Set(agents.map(({ id }) => id)));
  expect(spawned[0]).toMatchObject({ type: 'coordinator', swarmId: 'swarm-7', name: 'scout/focus/0' });
  expect(spawned.at(-1)).toMatchObject({ type: 'specialist', capabilities: expect.arrayContaining(['perception']) });
  expect(server.named('task_orchestrate')).toEqual([
    { task: 'poseswarm: detect poses', strategy: 'parallel', priority: 'high' },
  ]);
  const last = server.named('memory_usage').at(-1);
  expect(last).toMatchObject({ action: 'store', key: 'poseswarm/state', namespace: 'poseswarm', ttl: 60 });
  const state = JSON.parse(String(last?.value));
  const { people } = detector.stats;
  expect(people).toBeGreaterThan(1);
  expect(state).toMatchObject({ frames: 1, lookedAt: people, agents: { troubled: 0, named: [] } });
  expect(state.squads.map(({ id }: { id: string }) => id)).toEqual(detector.agents.squads().map(({ id }) => id));
  await mirror.close();
  expect(mirror.report.state).toBe('closed');
});

test('nothing of what the swarm saw is told', async () => {
  const server = flowServer(2);
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500 });
  await detector.estimatePoses(await samplePicture('street.jpg'));
  await until(mirror, ({ updates }) => updates >= 2);
  await mirror.close();
  const said = JSON.stringify(server.told.filter(({ name }) => name !== 'agent_spawn'));
  for (const word of ['keypoints', '"x"', '"box"', 'xMin', 'nose']) expect(said).not.toContain(word);
});

test('version 3 has other names, and room for 50', async () => {
  // As version 3 checks it.
  const agent_spawn = ({ agentId }: Record<string, unknown>) => ({ success: /^[a-zA-Z][\w-]*$/.test(String(agentId)) });
  const server = flowServer(3, { swarm_init: () => ({ maxAgents: 50 }), agent_spawn });
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500, name: 'cam-1' });
  const report = await until(mirror, ({ updates }) => updates >= 1);
  expect(report).toMatchObject({ introduced: 50, agents: detector.agents.list().length, failures: 0, missing: [] });
  const spawned = server.named('agent_spawn');
  expect(spawned[0]).toEqual({
    agentType: 'coordinator',
    agentId: 'scout-focus-0',
    domain: 'coordinator',
    swarmId: 'swarm-7',
  });
  expect(spawned.filter(({ domain }) => domain === 'region')).toHaveLength(32);
  expect(server.named('memory_store')[0]).toMatchObject({ key: 'cam-1/state' });
  expect(server.named('swarm_status')).toContainEqual({ swarmId: 'swarm-7' });
  await mirror.close();
});

test('faults of squads are told, and who is in trouble', async () => {
  const server = flowServer(2);
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500 });
  await until(mirror, ({ state }) => state === 'mirroring');
  detector.agents.corrupt('squad-1/joint/nose');
  const stored = () => server.named('memory_usage').map(({ key, value }) => [key, String(value)] as const);
  await vi.waitFor(
    () => expect(stored().some(([key, value]) => key === 'poseswarm/state' && value.includes('joint/nose'))).toBe(true),
    { timeout: 5000 },
  );
  detector.agents.corrupt('squad-1');
  const picture = await samplePicture('street.jpg');
  const told = () => stored().filter(([key]) => String(key).startsWith('poseswarm/events/'));
  for (let i = 0; i < 20 && told().length === 0; i++) {
    await detector.estimatePoses(picture);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(JSON.parse(told()[0]?.[1] ?? '{}')).toMatchObject({ kind: 'fault' });
  await mirror.close();
  detector.agents.restore('squad-1');
});

test('what is refused is counted, and the rest is said', async () => {
  let asked = 0;
  const server = flowServer(2, {
    agent_spawn: () => (asked++ < 3 ? { success: false, error: 'no room for you' } : {}),
  });
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500 });
  const report = await until(mirror, ({ updates }) => updates >= 1);
  expect(report).toMatchObject({ failures: 3, lastFailure: 'agent_spawn refused: no room for you' });
  expect(report.introduced).toBe(report.agents - 3);
  await mirror.close();
});

test('a connection that is lost is made anew, and everybody introduced again', async () => {
  const server = flowServer(2);
  const states: string[] = [];
  const mirror = mirrorSwarm(detector, server.connect, { everyMs: 500, onChange: ({ state }) => states.push(state) });
  await until(mirror, ({ updates }) => updates >= 1);
  await server.die();
  await until(mirror, ({ state }) => state === 'lost');
  expect(mirror.report.lastFailure).not.toBe('');
  await until(mirror, ({ state, introduced, agents }) => state === 'mirroring' && introduced === agents);
  expect(server.named('swarm_init')).toHaveLength(2);
  await mirror.close();
  expect(states).toEqual(['mirroring', 'lost', 'mirroring', 'closed']);
});

test('who cannot be reached, and who is somebody else, is told in a sentence', async () => {
  const nobody = mirrorSwarm(detector, () => Promise.reject(new Error('ENOENT')));
  expect((await until(nobody, ({ state }) => state === 'lost')).lastFailure).toBe('ENOENT');
  await nobody.close();
  const stranger: FlowClient = {
    listTools: async () => ({ tools: [{ name: 'terminal_execute' }] }),
    callTool: () => Promise.reject(new Error('must not be called')),
    close: async () => undefined,
  };
  const other = mirrorSwarm(detector, async () => stranger);
  expect((await until(other, ({ state }) => state === 'lost')).lastFailure).toBe(
    'the server has 1 tools, none of them swarm_init; expected Claude Flow',
  );
  await other.close();
});

test('whoever never answers holds nobody up', async () => {
  const server = flowServer(2, { swarm_init: () => new Promise(() => undefined) });
  const mirror = mirrorSwarm(detector, server.connect);
  await vi.waitFor(() => expect(server.named('swarm_init')).toHaveLength(1));
  const start = performance.now();
  await mirror.close();
  expect(performance.now() - start).toBeLessThan(3000);
  expect(mirror.report.state).toBe('closed');
});

test.each([
  [undefined, {}, 'connect is undefined, expected a function'],
  [async () => Promise.reject(new Error()), { everyMs: 20 }, 'everyMs is 20, expected 500 or more'],
  [async () => Promise.reject(new Error()), { name: '' }, 'name is "", expected a word'],
  [async () => Promise.reject(new Error()), { every: 1 }, 'options has "every", expected only'],
])('%o, %o is refused', (connect, options, message) => {
  // As JavaScript might call it.
  const call = () => Reflect.apply(mirrorSwarm, undefined, [detector, connect, options]);
  expect(call).toThrow(expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(message) }));
});
