// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { boxOf } from '../../src/pose/box.ts';
import { createSoloCrew } from '../../src/runtime/crew.ts';
import type { OpenedGpu } from '../../src/runtime/gpu/open-gpu.ts';
import type { VoteOptions } from '../../src/runtime/runtime.ts';
import { createSwarmRuntime } from '../../src/runtime/swarm-runtime.ts';
import { loadSwarm } from '../../src/swarm/agents/load-swarm.ts';
import { CONSENSUS, VOTE, VOTE_FLOATS } from '../../src/swarm/agents/votes.ts';
import { collectGarbage } from '../support/allocations.ts';
import { noisePicture } from '../support/detectors.ts';
import { draftSwarm } from '../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../support/swarm-parts.ts';

const swarm = swarmOf(draftSwarm(2));
const picture = noisePicture(320, 240);
const box = boxOf(60, 20, 140, 220);

function runtimeOf(tier: 'js' | 'wasm-simd' = 'wasm-simd', squads?: number) {
  const { memory, kernels } = swarmParts(tier);
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier, ...(squads ? { squads } : {}) });
  return { runtime, memory };
}

describe('the runtime', () => {
  test('wants a picture first', async () => {
    const { runtime } = runtimeOf();
    await expect(runtime.vote([box])).rejects.toMatchObject({ code: 'bad-image' });
    await expect(runtime.scan(1)).rejects.toMatchObject({ code: 'bad-image' });
  });

  test('gives every box the votes of every squad, what they make of them, and keypoints in the picture', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    const [person, other] = await runtime.vote([box, boxOf(200, 20, 300, 220)], { scores: [0.5] });
    expect(person?.box).toBe(box);
    expect([person?.boxScore, other?.boxScore]).toEqual([0.5, 1]);
    expect(person?.votes.length).toBe(4 * 17 * 4);
    expect(person?.votes).not.toEqual(other?.votes);
    for (let joint = 0; joint < 17; joint++) {
      const [x = 0, y = 0, , spread = 0, dissent = 0] = person!.results.subarray(joint * 8);
      const { rect, input } = person!.reference;
      const unit = (rect.x1 - rect.x0) / input.width;
      const keypoint = [...person!.keypoints.subarray(joint * 5, joint * 5 + 5)];
      for (const [i, value] of [rect.x0 + x * unit, rect.y0 + y * unit, undefined, spread * unit, dissent].entries()) {
        if (value !== undefined) expect(keypoint[i]).toBeCloseTo(value, 3);
      }
      expect(keypoint[2]).toBeGreaterThan(0);
      expect(keypoint[2]).toBeLessThanOrEqual(1);
    }
  });

  test('asks as many squads as it is told', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    // Who abstains depends on what the others say.
    const said = (votes: Float32Array | undefined) => votes?.filter((_, i) => i % VOTE_FLOATS !== VOTE.sharpness);
    const all = said((await runtime.vote([box]))[0]?.votes);
    const two = said((await runtime.vote([box], { squads: 2 }))[0]?.votes);
    expect(two).toEqual(all?.slice(0, 2 * 17 * 3));
  });

  test('tells what a look of half of the squads costs as soon as it has looked', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    expect(runtime.lookMs).toBe(0);
    const start = performance.now();
    await runtime.vote([box]);
    expect(runtime.lookMs).toBe(0); // it was shared out before anybody knew
    await runtime.vote([box]);
    expect(runtime.lookMs).toBeGreaterThan(0);
    expect(runtime.lookMs).toBeLessThan(performance.now() - start);
  });

  test('does not believe a squad that lies about a whole person, unless all are to be believed', async () => {
    const trained = loadSwarm(readFileSync(new URL('../../weights/swarm.safetensors', import.meta.url)));
    const { memory, kernels } = swarmParts();
    const runtime = createSwarmRuntime({ swarm: trained, memory, kernels, tier: 'wasm-simd' });
    await runtime.show(await decodePicture(fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url))));
    const astronaut = boxOf(0, 0, 420, 512);
    runtime.agents.drill('squad-0', 'lie');
    const disbelieved = async (options?: VoteOptions): Promise<number> => {
      const { results } = (await runtime.vote([astronaut], options))[0]!;
      return results.filter((_, i) => i % 8 === CONSENSUS.disbelieved).reduce((sum, votes) => sum + votes, 0);
    };
    expect(await disbelieved({ believeAll: true })).toBe(0);
    expect(await disbelieved()).toBeGreaterThan(5);
    runtime.dispose();
  });

  test('sends those who look at a part to where the others find it; they speak about nothing else', async () => {
    const views = [1.2, 1.3, 1.4, 1.25].map((scale) => ({ scale, dx: 0, dy: 0, mirror: false }));
    const joints = [0, 1, 2, 5, 6];
    const near = swarmOf(draftSwarm(2, [...views.slice(0, 2), { ...views[2], joints }, ...views.slice(3)]));
    const { memory, kernels } = swarmParts();
    const runtime = createSwarmRuntime({ swarm: near, memory, kernels, tier: 'wasm-simd' });
    await runtime.show(picture);
    const { votes, windows, results } = (await runtime.vote([box]))[0]!;
    const sharp = (squad: number): number[] =>
      Array.from({ length: 17 }, (_, joint) => votes[(squad * 17 + joint) * VOTE_FLOATS + VOTE.sharpness] ?? 0);
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = windows.subarray(2 * 4);
    // A random swarm finds joints anywhere, but the third squad's window is no view of the box.
    expect([(x0 + x1) / 2, (y0 + y1) / 2]).not.toEqual([48, 64]);
    for (const [joint, sharpness] of sharp(2).entries()) {
      // About the face ten times as much.
      const says = joints.includes(joint) ? (joint < 5 ? 10 : 1) : 0;
      expect(Math.abs(sharpness) / (96 / (x1 - x0)) ** 2).toBeCloseTo(says, 3);
    }
    expect(sharp(1).every((one) => one !== 0)).toBe(true);
    expect(results[16 * 8 + CONSENSUS.live]).toBe(3);
    // Without the others it looks at the whole box.
    for (const id of ['squad-0', 'squad-1', 'squad-3']) runtime.agents.silence(id);
    const alone = (await runtime.vote([box]))[0]!;
    expect([...alone.windows.subarray(0, 4)].map((edge) => Math.round(edge))).toEqual([-6, -8, 102, 136]);
    expect(alone.results[16 * 8 + CONSENSUS.live]).toBe(0);
    runtime.dispose();
  });

  test('writes its results into the same objects picture after picture', async () => {
    const { runtime, memory } = runtimeOf();
    await runtime.show(picture);
    const [first] = await runtime.vote([box]);
    const used = Object.values(memory.pools).map((pool) => pool.used);
    await runtime.show(noisePicture(100, 100));
    const [second] = await runtime.vote([box]);
    expect(second).toBe(first);
    expect(Object.values(memory.pools).map((pool) => pool.used)).toEqual(used);
  });

  test('finds each person once, best first, at most as many as are wanted', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    const found = await runtime.scan(1000, { threshold: 0 });
    expect(found.length).toBeGreaterThan(1);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(await runtime.scan(2, { threshold: 0 })).toEqual(found.slice(0, 2));
  });

  test('gives the same answer on both tiers', async () => {
    const answers = await Promise.all(
      (['js', 'wasm-simd'] as const).map(async (tier) => {
        const { runtime } = runtimeOf(tier);
        await runtime.show(picture);
        return (await runtime.vote([box]))[0]!;
      }),
    );
    for (const field of ['votes', 'results', 'keypoints'] as const) {
      for (const [i, value] of answers[0]![field].entries()) expect(answers[1]?.[field][i]).toBeCloseTo(value, 2);
    }
  });

  test('tells who works: fewer squads are fewer agents', () => {
    const all = runtimeOf().runtime.info;
    expect(all).toMatchObject({ tier: 'wasm-simd', squads: 4, agents: swarm.agents.length, sharedMemory: true });
    const two = runtimeOf('wasm-simd', 2).runtime.info;
    expect(two.squads).toBe(2);
    const squad = swarm.agents.filter(({ squad }) => squad === 'squad-3');
    expect(two.agents).toBe(all.agents - 2 * squad.length);
    expect(two.parameters).toBe(all.parameters - 2 * squad.reduce((sum, { parameters }) => sum + parameters, 0));
  });

  test('measures its stages and its layers', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    await runtime.scan(1);
    await runtime.vote([box]);
    for (const ms of Object.values(runtime.times)) expect(ms).toBeGreaterThan(0);
    const layers = runtime.profile(2);
    expect(layers.get('squad-3/stem')).toBeGreaterThan(0);
    expect(layers.get('scout/people')).toBeGreaterThan(0);
  });

  test('tells who works also when it is disposed, and then holds no memory for it', async () => {
    const open = () => {
      const { memory, kernels } = swarmParts();
      const createCrew: OpenedGpu['createCrew'] = ({ f32 }) => ({
        ...createSoloCrew(),
        get workers() {
          return f32.length > 0 ? 5 : 0;
        },
      });
      const gpu = { createCrew };
      const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd', gpu });
      runtime.dispose();
      return { info: runtime.info, memory: new WeakRef(memory.memory.buffer) };
    };
    const { info, memory } = open();
    // A function that is being compiled beside holds what it has seen until that is done.
    const isHeld = () => collectGarbage().then(() => memory.deref() !== undefined);
    await expect.poll(isHeld, { timeout: 10_000 }).toBe(false);
    expect(info.workers).toBe(5);
  });

  test('refuses an answer about people whom dispose() took away while squads looked', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    const answer = runtime.vote([box]);
    runtime.dispose();
    await expect(answer).rejects.toMatchObject({ code: 'disposed', message: expect.stringMatching(/while squads/) });
  });

  test('forgets its picture when it is disposed', async () => {
    const { runtime } = runtimeOf();
    await runtime.show(picture);
    runtime.dispose();
    await expect(runtime.vote([box])).rejects.toMatchObject({ code: 'bad-image' });
  });
});
