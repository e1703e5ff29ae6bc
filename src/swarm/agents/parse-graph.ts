// SPDX-License-Identifier: Apache-2.0
// The graph's JSON into `SwarmGraph`; everything that can be said without the tensors is checked here.
import type { InputSize, View } from '../../frame/crop.ts';
import { KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import { LIMITS } from '../../pose/limits.ts';
import {
  asArray,
  asCount,
  asFlag,
  asNames,
  asNumber,
  asRecord,
  asText,
  asWiring,
  quote,
  refuse,
  refuseDoubles,
} from './check.ts';
import type { Layer, Level4, Line, Lines, Program, ScoutProgram, SquadProgram, SwarmGraph } from './graph.ts';
import { PEOPLE, SCOUT_PLANES, TILE_QUADS } from './graph.ts';
import { parseLift } from './parse-lift.ts';
import { parseTemporal } from './parse-temporal.ts';
import { inferShapes, type Shape, tileCount } from './shapes.ts';

/** Largest side of a program's input, px: bounds what a hostile file can ask for. */
const MAX_INPUT = 512;
/** Of a score's logit: further off, a score says nothing. */
const MOST_GAIN = 10;
const MOST_OFFSET = 20;
const DEFAULT_THRESHOLD = 0.3;
const DEFAULT_FOCUS_THRESHOLD = 0.5;

/**
 * Reads the graph of a swarm.
 *
 * @param text JSON, as the weights file's metadata carries it.
 * @throws PoseError `bad-weights` that names the entry, its value and what was expected.
 */
export function parseGraph(text: string): SwarmGraph {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    refuse(`the swarm graph is ${quote(text)}, expected JSON`, cause);
  }
  const root = asRecord(json, 'the swarm graph');
  const keypoints = asCount(root.keypoints, 'graph.keypoints', KEYPOINT_NAMES.length, KEYPOINT_NAMES.length);
  const programs = asArray(root.programs, 'graph.programs').map((value, i) =>
    parseProgram(value, `graph.programs[${i}]`),
  );
  refuseDoubles(
    programs.map((program) => program.id),
    'graph.programs',
  );
  const squads = programs.filter((program): program is SquadProgram => program.kind === 'squad');
  const [scout, ...others] = programs.filter((program): program is ScoutProgram => program.kind === 'scout');
  if (squads.length < LIMITS.minSquads) {
    refuse(`the swarm has ${squads.length} squads, expected at least ${LIMITS.minSquads}: fewer tolerate no fault`);
  }
  if (squads.length > LIMITS.maxSquads) {
    refuse(
      `the swarm has ${squads.length} squads, expected at most ${LIMITS.maxSquads}: there is no place for more votes`,
    );
  }
  if (squads.every(({ view }) => view.joints)) {
    refuse('every squad looks at joints that others find, expected a squad that looks at the whole person');
  }
  if (scout === undefined || others.length > 0) {
    refuse(`the swarm has ${scout === undefined ? 0 : others.length + 1} scout programs, expected 1`);
  }
  return {
    name: asText(root.name, 'graph.name'),
    trained:
      typeof root.trained === 'string' ? root.trained : root.trained === undefined ? '' : JSON.stringify(root.trained),
    keypoints,
    squads,
    scout,
    level4: parseLevel4(root.level4, 'graph.level4'),
    uprightMass: asNumber(root.uprightMass ?? 0, 'graph.uprightMass', 0, 1),
    lift: root.lift === undefined ? undefined : parseLift(root.lift, 'graph.lift'),
    temporal: root.temporal === undefined ? undefined : parseTemporal(root.temporal, 'graph.temporal'),
  };
}

function parseProgram(value: unknown, where: string): Program {
  const entry = asRecord(value, where);
  const id = asText(entry.id, `${where}.id`);
  const input = parseInput(entry.input, `${where}.input`);
  const layers = parseLayers(entry.layers, input, `${where}.layers`);
  if (entry.kind === 'squad')
    return endsInVotes({ id, kind: 'squad', input, layers, view: parseView(entry.view, `${where}.view`) });
  if (entry.kind === 'scout') {
    const threshold = asNumber(entry.threshold ?? DEFAULT_THRESHOLD, `${where}.threshold`, 0, 1);
    const focusThreshold = asNumber(entry.focusThreshold ?? DEFAULT_FOCUS_THRESHOLD, `${where}.focusThreshold`, 0, 1);
    return proposesPeople({ id, kind: 'scout', input, layers, threshold, focusThreshold });
  }
  return refuse(`${where}.kind is ${quote(entry.kind)}, expected "squad" or "scout"`);
}

function parseInput(value: unknown, where: string): InputSize {
  const entry = asRecord(value, where);
  return {
    width: asCount(entry.width, `${where}.width`, 16, MAX_INPUT),
    height: asCount(entry.height, `${where}.height`, 16, MAX_INPUT),
  };
}

function parseView(value: unknown, where: string): View {
  const entry = asRecord(value, where);
  return {
    scale: asNumber(entry.scale, `${where}.scale`, 0.25, 4),
    dx: asNumber(entry.dx, `${where}.dx`, -1, 1),
    dy: asNumber(entry.dy, `${where}.dy`, -1, 1),
    mirror: asFlag(entry.mirror, `${where}.mirror`),
    ...(entry.stretch === undefined ? {} : { stretch: asNumber(entry.stretch, `${where}.stretch`, 1, 4) }),
    ...(entry.joints === undefined ? {} : { joints: parseJoints(entry.joints, `${where}.joints`) }),
  };
}

function parseJoints(value: unknown, where: string): number[] {
  const joints = asArray(value, where).map((one, i) => asCount(one, `${where}[${i}]`, 0, KEYPOINT_NAMES.length - 1));
  if (joints.length === 0) refuse(`${where} is empty, expected at least one keypoint`);
  refuseDoubles(joints.map(String), where);
  return joints;
}

/** Layers in their order; each may read only earlier ones, so the shapes so far bound its wiring. */
function parseLayers(value: unknown, input: InputSize, where: string): Layer[] {
  const layers: Layer[] = [];
  const shapes = new Map<string, Shape>([['input', { kind: 'pixels', width: input.width, height: input.height }]]);
  for (const [i, entry] of asArray(value, where).entries()) {
    const layer = parseLayer(entry, shapes, `${where}[${i}]`);
    if (shapes.has(layer.id)) refuse(`${where}[${i}].id is ${quote(layer.id)}, expected an id that no other layer has`);
    shapes.set(layer.id, inferShapes(layer, shapes, `${where}[${i}] (${layer.id})`));
    layers.push(layer);
  }
  if (layers.length === 0) refuse(`${where} is empty, expected at least one layer`);
  return layers;
}

function parseLayer(value: unknown, shapes: ReadonlyMap<string, Shape>, where: string): Layer {
  const entry = asRecord(value, where);
  const id = asText(entry.id, `${where}.id`);
  const from = earlier(entry.from, shapes, `${where}.from`);
  const agents = (): number => asCount(entry.agents, `${where}.agents`, 1, LIMITS.maxAgents);
  const names = (): string[] => {
    const list = asArray(entry.names, `${where}.names`, agents()).map((name, i) =>
      asText(name, `${where}.names[${i}]`),
    );
    refuseDoubles(list, `${where}.names`);
    return list;
  };
  switch (entry.op) {
    case 'stem':
      return { id, op: 'stem', from, agents: agents() };
    case 'mix': {
      const quads = tileCount(shapes, from, where) * TILE_QUADS;
      const reads = asWiring(entry.reads, `${where}.reads`, quads, agents(), TILE_QUADS);
      const stride = asCount(entry.stride, `${where}.stride`, 1, 2) === 2 ? 2 : 1;
      return {
        id,
        op: 'mix',
        from,
        agents: agents(),
        stride,
        reads,
        residual: asFlag(entry.residual, `${where}.residual`),
        gate: asFlag(entry.gate ?? false, `${where}.gate`),
      };
    }
    case 'join': {
      const skip = earlier(entry.skip, shapes, `${where}.skip`);
      const tiles = tileCount(shapes, skip, where);
      const adds = asWiring(entry.adds, `${where}.adds`, tileCount(shapes, from, where), tiles);
      return { id, op: 'join', from, skip, adds };
    }
    case 'head':
      return { id, op: 'head', from, agents: agents(), role: asText(entry.role, `${where}.role`), names: names() };
    case 'focus': {
      const quads = tileCount(shapes, from, where) * TILE_QUADS;
      asCount(entry.agents, `${where}.agents`, 1, 1);
      return { id, op: 'focus', from, agents: 1, reads: asWiring(entry.reads, `${where}.reads`, quads, 1, TILE_QUADS) };
    }
    case 'attend': {
      const regions = earlier(entry.regions, shapes, `${where}.regions`);
      const shape = shapes.get(regions);
      const planes =
        shape?.kind === 'planes' ? shape.count : refuse(`${where}.regions is ${quote(regions)}, expected a head layer`);
      return {
        id,
        op: 'attend',
        from,
        regions,
        reads: asWiring(entry.reads, `${where}.reads`, planes, KEYPOINT_NAMES.length),
      };
    }
    case 'decode':
      return { id, op: 'decode', from };
    case 'refine':
      return { id, op: 'refine', from, agents: agents(), names: names() };
    default:
      return refuse(
        `${where}.op is ${quote(entry.op)}, expected stem, mix, join, head, focus, attend, decode or refine`,
      );
  }
}

function earlier(value: unknown, shapes: ReadonlyMap<string, Shape>, where: string): string {
  const id = asText(value, where);
  if (!shapes.has(id)) refuse(`${where} is ${quote(id)}, expected "input" or the id of an earlier layer`);
  return id;
}

function endsInVotes(program: SquadProgram): SquadProgram {
  const decoders = program.layers.filter((layer) => layer.op === 'decode').length;
  if (decoders !== 1) refuse(`squad ${quote(program.id)} has ${decoders} decode layers, expected 1`);
  const last = program.layers.at(-1);
  if (last?.op !== 'decode' && last?.op !== 'refine') {
    refuse(`squad ${quote(program.id)} ends with a ${last?.op} layer, expected decode or refine`);
  }
  return program;
}

function proposesPeople(program: ScoutProgram): ScoutProgram {
  const { width, height } = program.input;
  if (width !== height || width % 4 !== 0) {
    refuse(
      `scout ${quote(program.id)} has an input of ${width} x ${height}, expected a square with a side divisible by 4`,
    );
  }
  const heads = program.layers.filter((layer) => layer.op === 'head' && layer.role === 'scout');
  if (heads.length !== 1) refuse(`scout ${quote(program.id)} has ${heads.length} heads of role "scout", expected 1`);
  const [head] = heads;
  if (head?.op === 'head' && head.names.join() !== SCOUT_PLANES.join()) {
    refuse(`scout head ${quote(head.id)} has planes ${quote(head.names)}, expected ${quote(SCOUT_PLANES)}`);
  }
  const focus = program.layers.filter((layer) => layer.op === 'focus').length;
  if (focus !== 1) refuse(`scout ${quote(program.id)} has ${focus} coordinators (focus layers), expected 1`);
  return program;
}

function parsePeople(value: unknown, where: string): NonNullable<Level4['people']> {
  const entry = asRecord(value, where);
  const names = asNames(entry.names, `${where}.names`);
  const known: readonly string[] = Object.values(PEOPLE);
  const stranger = names.find((name) => !known.includes(name));
  if (names.length === 0 || stranger !== undefined) {
    refuse(`${where}.names is ${quote(names)}, expected some of ${quote(known)}`);
  }
  return { names, tensor: asText(entry.tensor, `${where}.tensor`) };
}

function parseLevel4(value: unknown, where: string): Level4 {
  const entry = asRecord(value, where);
  const assessors = asRecord(entry.assessors, `${where}.assessors`);
  const validators = asRecord(entry.validators, `${where}.validators`);
  const names = asNames(validators.names, `${where}.validators.names`);
  const limbs = asWiring(validators.limbs, `${where}.validators.limbs`, KEYPOINT_NAMES.length, names.length, 2);
  return {
    assessors: {
      names: asNames(assessors.names, `${where}.assessors.names`, KEYPOINT_NAMES.length),
      tensor: asText(assessors.tensor, `${where}.assessors.tensor`),
    },
    validators: {
      names,
      limbs: limbs.map(([inner = 0, outer = 0]) => [inner, outer] as const),
      tensor: asText(validators.tensor, `${where}.validators.tensor`),
    },
    ...(entry.people === undefined ? {} : { people: parsePeople(entry.people, `${where}.people`) }),
    ...(entry.fewer === undefined ? {} : { fewer: parseFewer(entry.fewer, `${where}.fewer`) }),
  };
}

function parseFewer(value: unknown, where: string): Lines[] {
  return asArray(value, where).map((one, i) => {
    const lines = asRecord(one, `${where}[${i}]`);
    const line = (name: keyof Lines) => parseLine(lines[name], `${where}[${i}].${name}`);
    return { face: line('face'), body: line('body'), person: line('person'), given: line('given') };
  });
}

function parseLine(value: unknown, where: string): Line {
  const [gain, offset] = asArray(value, where, 2);
  return [asNumber(gain, `${where}[0]`, 0, MOST_GAIN), asNumber(offset, `${where}[1]`, -MOST_OFFSET, MOST_OFFSET)];
}
