// SPDX-License-Identifier: Apache-2.0
// What becomes of a picture whatever the GPU does, with a GPU that is made up: its squads are WebAssembly's.
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../../src/pose/box.ts';
import type { Degradation } from '../../../src/runtime/degradation.ts';
import { createGpuCrew, type OpenSquads } from '../../../src/runtime/gpu/gpu-crew.ts';
import type { GpuSquads } from '../../../src/runtime/gpu/gpu-squads.ts';
import { createSwarmRuntime } from '../../../src/runtime/swarm-runtime.ts';
import { noisePicture } from '../../support/detectors.ts';
import { draftSwarm, randomSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

const swarm = swarmOf(draftSwarm(12));
const picture = noisePicture(320, 240);
const boxes = [boxOf(60, 20, 140, 220), boxOf(160, 20, 240, 220)];

/** What can be made to happen to the made-up GPU. */
interface Gpu {
  /** Looks at people that it did, known questions that it was asked, uploads that it got, and how often its device was destroyed. */
  looks: number;
  questions: number;
  uploads: number;
  destroyed: number;
  /** Squads that it does not know. */
  unknown: string[];
  /** Called with each answer, which it may change. */
  answering: (records: Float32Array) => void;
  lose: (message: string) => void;
  report: (message: string) => void;
}

async function open(change: Partial<Gpu> = {}) {
  const { memory, kernels, context } = swarmParts();
  const gpu: Gpu = {
    ...{ looks: 0, questions: 0, uploads: 0, destroyed: 0, unknown: [], answering() {}, lose() {}, report() {} },
    ...change,
  };
  const lost = new Promise<{ message: string }>((resolve) => {
    gpu.lose = (message) => resolve({ message });
  });
  const made = {
    lost,
    destroy: () => gpu.destroyed++,
    addEventListener(_: string, listener: (event: { error: { message: string } }) => void) {
      gpu.report = (message) => listener({ error: { message } });
    },
  };
  const device = made as unknown as GPUDevice; // all that the crew touches of a device
  const openSquads: OpenSquads = async () => squadsOn(gpu, context.f32);
  const degraded: Degradation[] = [];
  const events: string[] = [];
  const runtime = createSwarmRuntime({
    ...{ swarm, memory, kernels, tier: 'wasm-simd' },
    gpu: { createCrew: (parts) => createGpuCrew(device, parts, openSquads) },
    tell: {
      fault: ({ squad, cause }) => events.push(`${squad} ${cause}`),
      recovery: ({ squad, recovered }) => events.push(`${squad} ${recovered}`),
      worker() {},
      degraded: (event) => degraded.push(event),
    },
  });
  await runtime.ready;
  await runtime.show(picture);
  const votes = async () => (await runtime.vote(boxes)).map((person) => person.votes.slice());
  return { gpu, runtime, degraded, events, votes };
}

/** Runs the programs in the swarm's memory, and answers at a later turn of events. */
function squadsOn(gpu: Gpu, f32: Float32Array): GpuSquads {
  return {
    knows: ({ id }) => id.startsWith('squad-') && !gpu.unknown.includes(id),
    upload: () => gpu.uploads++,
    async ask(looks, take) {
      await new Promise((resolve) => setTimeout(resolve));
      for (const [i, look] of looks.entries()) {
        const { runner } = look.member.squad;
        look.show();
        runner.run();
        const at = runner.result('refine').pointer / 4;
        const records = f32.slice(at, at + 17 * 36);
        if (look.show === look.member.probe.pose) gpu.questions++;
        else gpu.looks++;
        gpu.answering(records);
        take(i, records);
      }
    },
  };
}

const here = await (async () => {
  const { memory, kernels } = swarmParts();
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd' });
  await runtime.show(picture);
  return (await runtime.vote(boxes)).map((person) => person.votes.slice());
})();

describe('squads on the GPU', () => {
  test('are asked for a known answer first, then about everybody, and nobody works here', async () => {
    const { gpu, votes, degraded, runtime } = await open();
    expect([gpu.questions, gpu.looks]).toEqual([4, 0]);
    expect(await votes()).toEqual(here);
    expect(gpu.looks).toBe(8);
    expect(degraded).toEqual([]);
    expect(runtime.agents.squads().every(({ costMs }) => costMs > 0)).toBe(true);
  });

  test('work beside those that the GPU does not know, and beside guests', async () => {
    const { gpu, votes, runtime } = await open({ unknown: ['squad-2'] });
    runtime.agents.add(randomSwarm(12));
    expect(await votes()).toEqual(here);
    expect(gpu.looks).toBe(6);
  });

  test('get their weights anew when these change', async () => {
    const { gpu, runtime, events, votes } = await open();
    runtime.agents.silence('squad-0/stem/0');
    runtime.agents.restore('squad-0/stem/0');
    expect(gpu.uploads).toBe(2);
    runtime.agents.corrupt('squad-1');
    expect(gpu.uploads).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 260));
    await votes();
    expect(events).toContain('squad-1 true');
    expect(gpu.uploads).toBe(4);
  });

  test('are asked again for the known answer every second', async () => {
    const { gpu, votes, degraded } = await open();
    await votes();
    const before = gpu.questions;
    await new Promise((resolve) => setTimeout(resolve, 1010));
    await votes();
    expect([gpu.questions - before, gpu.looks]).toEqual([1, 16]);
    expect(degraded).toEqual([]);
  });
});

describe('a picture is answered here', () => {
  test('when the GPU gave a wrong answer at the start', async () => {
    const { gpu, votes, degraded } = await open({ answering: (records) => records.fill(-7, 0, 1) });
    expect(degraded).toEqual([
      {
        code: 'no-webgpu',
        message:
          'the GPU cannot run the squads: squad-0 gives another answer there than here: the squads run on tier wasm-simd',
      },
    ]);
    expect(await votes()).toEqual(here);
    expect([gpu.questions, gpu.looks, gpu.destroyed]).toEqual([1, 0, 1]);
  });

  test('when no squad can run there', async () => {
    const { votes, degraded } = await open({ unknown: ['squad-0', 'squad-1', 'squad-2', 'squad-3'] });
    expect(degraded).toMatchObject([{ message: expect.stringMatching(/no squad is built/) }]);
    expect(await votes()).toEqual(here);
  });

  test('when the GPU is lost while it works on it, and from then on', async () => {
    const { gpu, votes, degraded } = await open();
    gpu.answering = () => {
      if (gpu.looks !== 3) return;
      gpu.lose('unplugged');
      throw new Error('unmapped');
    };
    expect(await votes()).toEqual(here);
    expect(await votes()).toEqual(here);
    expect(gpu.looks).toBe(3);
    expect(degraded).toHaveLength(1);
    expect(degraded[0]).toMatchObject({ code: 'no-webgpu', message: expect.stringMatching(/was lost: unplugged/) });
  });

  test('when the GPU is lost between two pictures', async () => {
    const { gpu, votes, degraded } = await open();
    gpu.lose('unplugged');
    await new Promise((resolve) => setTimeout(resolve));
    expect(degraded).toMatchObject([{ message: expect.stringMatching(/^the WebGPU device was lost: unplugged:/) }]);
    expect(await votes()).toEqual(here);
    expect(gpu.looks).toBe(0);
  });

  test('when the GPU reports an error; of a long message the first line is told', async () => {
    const { gpu, votes, degraded } = await open();
    gpu.report('out of memory\nwhile calling');
    gpu.report('again');
    expect(degraded).toMatchObject([{ message: expect.stringMatching(/^WebGPU reports an error: out of memory:/) }]);
    expect(await votes()).toEqual(here);
  });

  test('when it sends zeros', async () => {
    const { gpu, votes, degraded } = await open();
    gpu.answering = (records) => records.fill(0);
    expect(await votes()).toEqual(here);
    expect(degraded).toMatchObject([{ message: expect.stringMatching(/it sent no records/) }]);
  });

  test('when the known answer is wrong later on, although votes looked well', async () => {
    const { gpu, votes, degraded } = await open();
    await new Promise((resolve) => setTimeout(resolve, 1010));
    gpu.answering = (records) => {
      records[0] = (records[0] ?? 0) + 1;
    };
    expect(await votes()).toEqual(here);
    expect(degraded).toMatchObject([
      { message: expect.stringMatching(/squad-0 gives another answer there than here/) },
    ]);
  });

  test('but a squad that was damaged on purpose is not the GPU’s fault', async () => {
    const { runtime, votes, degraded } = await open();
    await new Promise((resolve) => setTimeout(resolve, 1010));
    runtime.agents.corrupt('squad-0');
    await votes();
    expect(degraded).toEqual([]);
  });
});

test('to dispose of it is no loss', async () => {
  const { gpu, runtime, degraded } = await open();
  runtime.dispose();
  gpu.lose('destroyed');
  await new Promise((resolve) => setTimeout(resolve));
  expect(gpu.destroyed).toBe(1);
  expect(degraded).toEqual([]);
});
