// SPDX-License-Identifier: Apache-2.0
// A single joint's head from another weights file. It is tried in a copy of its squad, whose votes never count: only the one
// joint is compared, in pictures in which the head that is there sees what the others see. One that proves itself takes that
// head's place.

import { PoseError } from '../pose/errors.ts';
import { MIRROR } from '../pose/keypoints.ts';
import { programSlices } from '../swarm/agents/agent-slices.ts';
import type { HeadLayer, SquadProgram } from '../swarm/agents/graph.ts';
import { loadSwarm, type Swarm } from '../swarm/agents/load-swarm.ts';
import { type ByteRange, type PlacedProgram, placedBytes, placeLayer } from '../swarm/agents/place-swarm.ts';
import { planProgram } from '../swarm/agents/plan-program.ts';
import type { SwarmContext } from '../swarm/agents/swarm-context.ts';
import { createSquad } from '../swarm/squads/squad.ts';
import { inRoom } from './guest-room.ts';
import { createMember, isIntact, type Member, type Trial } from './members.ts';
import type { SwarmMemory } from './memory-map.ts';

/** Where a head sits: the agent `<squad>/<layer>/<name>`. */
interface Seat {
  readonly program: SquadProgram;
  readonly layer: HeadLayer;
  readonly index: number;
}

export interface HeadGuest {
  /** A weights file, as `createDetector` takes it. */
  readonly file: Uint8Array;
  /** Id of the head here whose place it is to take, and of the one in the file. */
  readonly agent: string;
  readonly from: string;
  /** What it is called here. */
  readonly id: string;
}

/**
 * The head as a member on probation.
 *
 * @param own The swarm here; `placed` are its squads in memory, `members` the same at work.
 * @throws PoseError `bad-weights` when the file is none, its head has another shape, or memory has no room; `bad-option` for an
 *   id that is no joint head's.
 */
export function inviteHead(
  { file, agent, from, id }: HeadGuest,
  own: Swarm,
  placed: readonly PlacedProgram<SquadProgram>[],
  members: readonly Member[],
  memory: SwarmMemory,
  context: SwarmContext,
): Member {
  const seat = seatOf(own, agent, 'agent', 'here');
  const host = members.find((member) => member.id === seat.program.id);
  const home = placed.find(({ program }) => program.id === seat.program.id);
  if (host === undefined || home === undefined) return refuse('agent', agent, 'a joint head of a squad that is set up');
  const joint = seat.program.view.mirror ? (MIRROR[seat.index] ?? seat.index) : seat.index;
  if (seat.program.view.joints?.includes(joint) === false) {
    return refuse('agent', agent, 'a joint about which its squad speaks');
  }
  const other = loadSwarm(file);
  const donor = seatOf(other, from, 'from', 'in the file');
  const program: SquadProgram = { ...seat.program, id };
  const plan = planProgram(program);
  const tensors = ['w', 'b'].map((name) => rowsOf(own, seat, name));
  return inRoom(memory, { ...placedBytes([seat.layer], tensors), work: plan.bytes }, (ground, base) => {
    const layers = new Map(home.layers);
    layers.set(
      seat.layer.id,
      placeLayer(seat.layer, (name) => withRow(own, seat, other, donor, name), ground),
    );
    const { start, used } = ground.weights;
    const guest: PlacedProgram<SquadProgram> = { program, layers, ranges: [{ start, end: start + used }] };
    const name = `${id}/${seat.layer.id}/${seat.layer.names[seat.index]}`;
    const row = programSlices(guest).get(name) ?? [];
    const spec = own.agents.find((one) => one.id === agent);
    const agents = spec ? [{ ...spec, id: name, squad: id }] : [];
    const member = createMember(guest, createSquad(guest, plan, base, context), agents, context, true);
    const trial: Trial = {
      host,
      joint,
      agent,
      adopt: () => adopt(host, host.slices.get(agent) ?? [], member, row, context),
    };
    // What it shares with its squad is its squad's, and neither its to list nor to mend.
    return { ...member, slices: new Map([[name, row]]), program: undefined, trial };
  });
}

/** Puts the head into its place. Returns what gives the place back; undefined while either of the two is damaged. */
function adopt(
  host: Member,
  to: readonly ByteRange[],
  guest: Member,
  from: readonly ByteRange[],
  { f32 }: SwarmContext,
): (() => void) | undefined {
  if (host.silenced.size > 0 || !isIntact(host) || !isIntact(guest)) return undefined;
  const before = to.map(({ start, end }) => f32.slice(start / 4, end / 4));
  const after = from.map(({ start, end }) => f32.slice(start / 4, end / 4));
  const write = (rows: readonly Float32Array[]): void => {
    for (const [i, range] of to.entries()) {
      f32.set(rows[i] ?? [], range.start / 4);
      host.verified.adopt(range);
    }
    host.probe.forget();
  };
  write(after);
  return () => write(before);
}

function seatOf({ graph }: Swarm, id: string, option: string, where: string): Seat {
  const [squad, layerId, name] = typeof id === 'string' ? id.split('/') : [];
  const program = graph.squads.find((one) => one.id === squad);
  const layer = program?.layers.find((one) => one.id === layerId);
  const index = layer?.op === 'head' && layer.role === 'joint' ? layer.names.indexOf(name ?? '') : -1;
  if (program && layer?.op === 'head' && index >= 0) return { program, layer, index };
  return refuse(option, id, `the id of a joint head ${where}, as squad-0/joint/left_wrist`);
}

/** The squad's tensor of this layer with one row of another file's. */
function withRow(own: Swarm, seat: Seat, other: Swarm, donor: Seat, name: string): Float32Array {
  const rows = rowsOf(own, seat, name);
  const strangers = rowsOf(other, donor, name);
  const [size, strange] = [rows.length / seat.layer.agents, strangers.length / donor.layer.agents];
  if (size !== strange) {
    throw new PoseError(
      'bad-weights',
      `the head ${donor.program.id}/${donor.layer.id}/${donor.layer.names[donor.index]} reads ${strange} channels, ` +
        `expected ${size} as the one whose place it is to take`,
    );
  }
  const all = rows.slice();
  all.set(strangers.subarray(donor.index * size, (donor.index + 1) * size), seat.index * size);
  return all;
}

function rowsOf({ values }: Swarm, { program, layer }: Seat, name: string): Float32Array {
  return values.get(`${program.id}/${layer.id}/${name}`) ?? new Float32Array(0);
}

function refuse(option: string, id: string, expected: string): never {
  throw new PoseError('bad-option', `${option} is ${JSON.stringify(id)}, expected ${expected}`);
}
