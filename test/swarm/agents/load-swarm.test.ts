// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PoseError } from '../../../src/pose/errors.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { badWeights } from '../../support/bad-weights.ts';
import {
  type Draft,
  draftSwarm,
  encodeDraft,
  fillTensors,
  layerOf,
  mesh,
  randomSwarm,
} from '../../support/random-swarm.ts';

const WHOLE = draftSwarm();

function load(change: (draft: Draft) => void) {
  const draft = structuredClone(WHOLE);
  change(draft);
  return loadSwarm(encodeDraft(draft));
}

function tensor(draft: Draft, name: string) {
  const found = draft.tensors.get(name);
  if (found === undefined) throw new Error(`no tensor ${name}`);
  return found;
}

describe('a weights file', () => {
  test('gives its values: int8 times the scale of agent and output channel', () => {
    const draft = draftSwarm(5);
    const { values } = loadSwarm(encodeDraft(draft));
    const pw = tensor(draft, 'squad-0/c0/pw');
    const pwScale = tensor(draft, 'squad-0/c0/pw.scale');
    const [agent, cin, cout] = [7, 3, 11];
    const at = (agent * 16 + cin) * 16 + cout;
    expect(values.get('squad-0/c0/pw')?.[at]).toBeCloseTo(
      (pw.data[at] ?? 0) * (pwScale.data[agent * 16 + cout] ?? 0),
      6,
    );
    const head = tensor(draft, 'squad-0/joint/w');
    const headScale = tensor(draft, 'squad-0/joint/w.scale');
    expect(values.get('squad-0/joint/w')?.[5 * 64 + 9]).toBeCloseTo(
      (head.data[5 * 64 + 9] ?? 0) * (headScale.data[5] ?? 0),
      6,
    );
    expect(values.get('squad-0/joint/b')?.[5]).toBe(tensor(draft, 'squad-0/joint/b').data[5]);
  });

  test.each<[string, (draft: Draft) => void, RegExp]>([
    [
      'of another format',
      ({ metadata }) => void Object.assign(metadata, { format: 'onnx' }),
      /format is "onnx", expected "poseswarm-swarm"/,
    ],
    [
      'of another version',
      ({ metadata }) => void Object.assign(metadata, { version: '1' }),
      /version is "1", expected "2"/,
    ],
    [
      'that lacks a tensor',
      ({ tensors }) => void tensors.delete('squad-1/stem/w'),
      /"squad-1\/stem\/w" is missing, expected I8 of shape \[2, 3, 3, 3, 16\]/,
    ],
    [
      'that lacks a scale',
      ({ tensors }) => void tensors.delete('squad-1/stem/w.scale'),
      /stem\/w\.scale" is missing, expected F32 of shape \[2, 16\]/,
    ],
    [
      'whose agents of one layer are missing',
      ({ tensors }) => void tensors.delete('squad-1/b2/pw'),
      /"squad-1\/pw" is I8 of shape \[144, 16, 16\], expected I8 of shape \[152, 16, 16\]/,
    ],
    [
      'with a tensor too many',
      ({ tensors }) => void tensors.set('spare', { dtype: 'I8', shape: [1], data: new Int8Array(1) }),
      /"spare" belongs to no layer/,
    ],
    [
      'with a tensor of another shape',
      (d) => void Object.assign(tensor(d, 'scout/people/w'), { shape: [128, 5] }),
      /of shape \[128, 5\], expected I8 of shape \[5, 128\]/,
    ],
    [
      'with f32 weights',
      (d) => void d.tensors.set('squad-0/refine/w', { dtype: 'F32', shape: [17, 64], data: new Float32Array(17 * 64) }),
      /is F32 .*, expected I8/,
    ],
    [
      'with a scale of NaN',
      (d) => void tensor(d, 'squad-0/down4/dw.scale').data.fill(Number.NaN, 3, 4),
      /dw\.scale" holds NaN at index 3, expected finite/,
    ],
    [
      'with an infinite bias',
      (d) => void tensor(d, 'squad-0/joint/b').data.fill(Number.POSITIVE_INFINITY, 5),
      /"squad-0\/joint\/b" holds Infinity at index 5/,
    ],
    [
      'whose values overflow',
      (d) => void tensor(d, 'level4/assessors/w.scale').data.fill(3e38),
      /"level4\/assessors\/w" holds -?Infinity/,
    ],
    ['with an agent of 513 parameters', hugeAgent, /agent "squad-0\/spy\/spy" has 513 parameters, expected 64 to 512/],
    ['with too many agents', (d) => void crowd(d), /the swarm has 1294 agents, expected 100 to 1000/],
    [
      'with a wiring out of range',
      (d) => void Object.assign(layerOf(d, 'squad-3', 'attend'), { reads: Array(17).fill([8]) }),
      /reads\[0\]\[0\] is 8, expected .* 0 to 7/,
    ],
    ['of three squads', ({ graph }) => void graph.programs.shift(), /3 squads, expected at least 4/],
  ])('%s is refused', (_, change, sentence) => {
    expect(() => load(change)).toThrow(badWeights(sentence));
  });

  test('above 1 MiB is refused before it is read', () => {
    expect(() => loadSwarm(new Uint8Array(1048577))).toThrow(badWeights(/has 1048577 bytes, expected at most 1048576/));
  });

  test('without a graph is refused', () => {
    const [whole] = [draftSwarm()];
    whole.metadata.graph = '';
    const text = new TextDecoder().decode(encodeDraft(whole)).replaceAll('"graph":', '"grape":');
    expect(() => loadSwarm(new TextEncoder().encode(text))).toThrow(PoseError);
  });

  test('cut anywhere is refused', () => {
    const whole = randomSwarm();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => loadSwarm(whole.subarray(0, length))).toThrow(badWeights(/./));
      }),
      { numRuns: 60 },
    );
  });

  test('with flipped bytes is refused or loads finite numbers, and never fails otherwise', () => {
    const whole = randomSwarm();
    const place = fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = whole.slice();
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          for (const values of loadSwarm(broken).values.values()) expect(values.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toEqual(badWeights(/./));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A head that reads 32 tiles has 32 x 16 weights and a bias. */
function hugeAgent(draft: Draft): void {
  const squad = draft.graph.programs[0];
  squad?.layers.splice(
    -1,
    0,
    { id: 'wide', op: 'mix', from: 'c3', agents: 32, stride: 1, reads: mesh(16, 32), residual: false },
    { id: 'spy', op: 'head', from: 'wide', agents: 1, role: 'region', names: ['spy'] },
  );
  fillTensors(draft, 1);
}

function crowd(draft: Draft): void {
  for (let i = 0; i < 12; i++) {
    const layer = {
      id: `more${i}`,
      op: 'mix',
      from: 'c3',
      agents: 32,
      stride: 1,
      reads: mesh(16, 32),
      residual: false,
    };
    draft.graph.programs[1]?.layers.splice(-1, 0, layer);
  }
}
