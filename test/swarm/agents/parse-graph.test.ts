// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { parseGraph } from '../../../src/swarm/agents/parse-graph.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { type Draft, draftSwarm, layerOf } from '../../support/random-swarm.ts';

type Edit = (draft: Draft) => void;

const WHOLE = draftSwarm();

function parsed(edit: Edit) {
  const draft = { ...WHOLE, graph: structuredClone(WHOLE.graph) };
  edit(draft);
  return parseGraph(JSON.stringify(draft.graph));
}

const edit = (program: string, layer: string, change: object): Edit => {
  return (draft) => void Object.assign(layerOf(draft, program, layer), change);
};
const VIEW = { scale: 1, dx: 0, dy: 0, mirror: false };
const program = (i: number, change: object): Edit => {
  return (draft) => void Object.assign(draft.graph.programs[i] ?? {}, change);
};
const people = (...names: string[]): Edit => {
  return ({ graph }) => void Object.assign(graph.level4, { people: { names, tensor: 'level4/people/w' } });
};
const LINES = { face: [1, 0], body: [0.5, -1], person: [0.9, -2], given: [1, -0.5] };
const fewer = (...lines: unknown[]): Edit => {
  return ({ graph }) => void Object.assign(graph.level4, { fewer: lines });
};
const withSquads = (count: number): Edit => {
  return ({ graph }) => {
    const [first] = graph.programs;
    for (let i = 4; first && i < count; i++) graph.programs.push({ ...first, id: `squad-${i}` });
  };
};
const drop = (id: string, layer: string): Edit => {
  return ({ graph }) => {
    for (const one of graph.programs) if (one.id === id) one.layers = one.layers.filter((l) => l.id !== layer);
  };
};

describe('the swarm graph', () => {
  test('gives squads, scout and shared agents in the file’s words', () => {
    const graph = parsed(() => undefined);
    expect(graph.squads.map(({ id }) => id)).toEqual(['squad-0', 'squad-1', 'squad-2', 'squad-3']);
    expect(graph.squads[1]?.view).toEqual({ scale: 1.2, dx: 0, dy: 0, mirror: true });
    expect(graph.squads[0]?.layers[1]).toMatchObject({ id: 'down4', op: 'mix', from: 'stem', agents: 4, stride: 2 });
    expect(graph.scout.input).toEqual({ width: 208, height: 208 });
    expect(graph.level4.validators.limbs[0]).toEqual([5, 7]);
    expect(graph.level4.fewer).toBeUndefined();
    expect(parsed(fewer(LINES)).level4.fewer).toEqual([LINES]);
  });

  test('takes thresholds of the scouts when it has them', () => {
    expect(parsed(() => undefined).scout).toMatchObject({ threshold: 0.3, focusThreshold: 0.5 });
    const { scout } = parsed(program(4, { threshold: 0.2, focusThreshold: 0.9 }));
    expect(scout).toMatchObject({ threshold: 0.2, focusThreshold: 0.9 });
  });

  test('says from when on squads are sure that somebody is upright, or not', () => {
    expect(parsed(() => undefined).uprightMass).toBe(0);
    expect(parsed(({ graph }) => void Object.assign(graph, { uprightMass: 0.6 })).uprightMass).toBe(0.6);
  });

  test('may have gates, where agents are as many as the tiles that they read', () => {
    const { layers } = parsed(() => undefined).squads[0]!;
    const gated = layers.flatMap((layer) => (layer.op === 'mix' && layer.gate ? [layer.id] : []));
    expect(gated).toEqual(['c0', 'c1', 'c2', 'c3', 'e0', 'e1']);
  });

  test('may have as many squads as there are places on the ballot, but for the guests that may come', () => {
    expect(parsed(withSquads(24)).squads).toHaveLength(24);
  });

  test('may have programs of other sizes and numbers of layers', () => {
    const graph = parsed((draft) => {
      drop('squad-2', 'c3')(draft);
      layerOf(draft, 'squad-2', 'up8').from = 'c2';
      Object.assign(draft.graph.programs[2] ?? {}, { input: { width: 64, height: 96 } });
    });
    expect(graph.squads[2]?.layers.length).toBe((graph.squads[0]?.layers.length ?? 0) - 1);
  });

  test('may join a layer of an odd side to one that is half as wide, rounded up', () => {
    const odd = parsed(program(1, { input: { width: 104, height: 128 } }));
    expect(odd.squads[1]?.input.width).toBe(104);
  });

  test.each<[string, Edit, RegExp]>([
    ['no name', ({ graph }) => void delete graph.name, /graph\.name is undefined, expected a text/],
    [
      '21 keypoints',
      ({ graph }) => void Object.assign(graph, { keypoints: 21 }),
      /graph\.keypoints is 21, expected .* 17/,
    ],
    ['three squads', ({ graph }) => void graph.programs.splice(0, 1), /3 squads, expected at least 4/],
    ['25 squads', withSquads(25), /25 squads, expected at most 24/],
    ['no scout', ({ graph }) => void graph.programs.pop(), /0 scout programs, expected 1/],
    ['two programs of one name', program(1, { id: 'squad-0' }), /"squad-0" twice/],
    ['a program of another kind', program(1, { kind: 'spy' }), /kind is "spy", expected "squad" or "scout"/],
    ['a huge input', program(1, { input: { width: 4096, height: 128 } }), /width is 4096/],
    ['a fractional input', program(1, { input: { width: 96.5, height: 128 } }), /96\.5, expected a whole number/],
    ['an odd scout', program(4, { input: { width: 208, height: 192 } }), /208 x 192, expected a square/],
    ['a view without mirror', program(1, { view: { scale: 1, dx: 0, dy: 0 } }), /mirror is undefined/],
    [
      'a view of nobody’s joint',
      program(1, { view: { ...VIEW, joints: [17] } }),
      /joints\[0\] is 17, expected a number from 0 to 16/,
    ],
    ['a view of no joints', program(1, { view: { ...VIEW, joints: [] } }), /joints is empty/],
    ['a view of a joint twice', program(1, { view: { ...VIEW, joints: [3, 3] } }), /"3" twice/],
    [
      'nobody who sees whole people',
      ({ graph }) => {
        for (const one of graph.programs) Object.assign(one, { view: { ...VIEW, joints: [0] } });
      },
      /every squad looks at joints that others find/,
    ],
    ['a view that shrinks', program(1, { view: { ...VIEW, stretch: 0.5 } }), /stretch is 0.5/],
    ['a view of no size', program(1, { view: { scale: 0, dx: 0, dy: 0, mirror: true } }), /scale is 0/],
    ['a threshold that is no probability', program(4, { threshold: 2 }), /threshold is 2/],
    ['no layers', program(1, { layers: [] }), /layers is empty/],
    ['a layer of an unknown kind', edit('squad-0', 'c1', { op: 'conv' }), /op is "conv", expected stem, mix/],
    ['two layers of one name', edit('squad-0', 'c1', { id: 'c0' }), /"c0", expected an id that no other layer has/],
    ['a layer that reads a later one', edit('squad-0', 'c1', { from: 'c3' }), /from is "c3", expected .* earlier/],
    ['a stem that reads messages', edit('squad-0', 'down4', { op: 'stem' }), /stem that reads "stem"/],
    ['agents that read pixels', edit('squad-0', 'down4', { from: 'input' }), /reads "input", expected a stem, mix/],
    ['no agents', edit('squad-0', 'c1', { agents: 0 }), /agents is 0/],
    [
      'a quad too far',
      edit('squad-0', 'a0', {
        reads: [
          [0, 1, 2, 3],
          [0, 1, 2, 16],
          [0, 0, 0, 0],
          [1, 1, 1, 1],
        ],
      }),
      /reads\[1\]\[3\] is 16, expected .* 0 to 15/,
    ],
    [
      'a quad that is no number',
      edit('squad-0', 'a0', {
        reads: [
          [0, 1, 2, '3'],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
      }),
      /reads\[0\]\[3\] is "3"/,
    ],
    [
      'five quads',
      edit('squad-0', 'a0', { reads: Array(4).fill([0, 1, 2, 3, 4]) }),
      /reads\[0\] has 5 entries, expected 4/,
    ],
    ['reads for too few agents', edit('squad-0', 'a0', { reads: [[0, 1, 2, 3]] }), /reads has 1 entries, expected 4/],
    ['stride 3', edit('squad-0', 'a0', { stride: 3 }), /stride is 3/],
    ['gates of more agents than tiles', edit('squad-0', 'down8', { gate: true }), /gates with 8 agents on 4 tiles/],
    ['a gate that is no flag', edit('squad-0', 'c0', { gate: 1 }), /gate is 1, expected true or false/],
    ['a residual that shrinks', edit('squad-0', 'down4', { residual: true }), /residual with stride 2/],
    [
      'a join of unlike sizes',
      edit('squad-0', 'up8', { from: 'b0', adds: Array(8).fill([0]) }),
      /upsamples 12 x 16 to 12 x 16/,
    ],
    [
      'a join of uneven rows',
      edit('squad-0', 'up8', { adds: [[0], [1], [2], [3], [4], [5], [6], [7, 8]] }),
      /adds\[7\] has 2 entries, expected 1/,
    ],
    [
      'a join that adds nothing',
      edit('squad-0', 'up8', { adds: Array(8).fill([]) }),
      /expected rows of at least one index/,
    ],
    ['a joint without a name', edit('squad-0', 'joint', { agents: 18 }), /names has 17 entries, expected 18/],
    ['two joints of one name', edit('squad-0', 'joint', { names: Array(17).fill('nose') }), /"nose" twice/],
    ['attention to messages', edit('squad-0', 'attend', { regions: 'd1' }), /regions is "d1", expected a head layer/],
    ['attention to a ninth region', edit('squad-0', 'attend', { reads: Array(17).fill([8]) }), /reads\[0\]\[0\] is 8/],
    ['16 heat maps', edit('squad-0', 'joint', { agents: 16, names: 'abcdefghijklmnop'.split('') }), /17/],
    [
      '16 refiners',
      edit('squad-0', 'refine', { agents: 16, names: 'abcdefghijklmnop'.split('') }),
      /16 agents, expected 17/,
    ],
    [
      'a squad that does not decode',
      (d) => [drop('squad-0', 'refine'), drop('squad-0', 'decode')].forEach((f) => void f(d)),
      /0 decode layers/,
    ],
    ['a scout without a coordinator', drop('scout', 'focus'), /0 coordinators/],
    ['a scout without people', edit('scout', 'people', { role: 'crowd' }), /0 heads of role "scout"/],
    [
      'a scout with planes in another order',
      edit('scout', 'people', { names: ['left', 'center', 'top', 'right', 'bottom'] }),
      /planes .* expected \["center"/,
    ],
    ['no level 4', ({ graph }) => void delete (graph as Record<string, unknown>).level4, /level4 is undefined/],
    [
      'a limb to an 18th joint',
      ({ graph }) => void Object.assign(graph.level4.validators, { limbs: Array(10).fill([5, 17]) }),
      /limbs\[0\]\[1\] is 17/,
    ],
    [
      '16 assessors',
      ({ graph }) => void Object.assign(graph.level4.assessors, { names: ['nose'] }),
      /assessors\.names has 1 entries/,
    ],
    ['a judge of dogs', people('person', 'dog'), /people\.names is \["person","dog"\], expected some of/],
    [
      'lines without a face',
      fewer(LINES, { ...LINES, face: undefined }),
      /fewer\[1\]\.face is undefined, expected an array/,
    ],
    [
      'a line that turns scores round',
      fewer({ ...LINES, body: [-1, 0] }),
      /fewer\[0\]\.body\[0\] is -1, expected a number/,
    ],
    ['half a line', fewer({ ...LINES, given: [1] }), /fewer\[0\]\.given has 1 entries, expected 2/],
    ['no judge of people among them', people(), /people\.names is \[\], expected some of \["person","given"\]/],
  ])('with %s is refused', (_, change, sentence) => {
    expect(() => parsed(change)).toThrow(badWeights(sentence));
  });

  test.each(['', '{', 'null', '[]', '"swarm"'])('that is %j is refused', (text) => {
    expect(() => parseGraph(text)).toThrow(badWeights(/expected (JSON|an object)/));
  });
});
