// SPDX-License-Identifier: Apache-2.0

import { cropToImage, type InputSize, type Place, personCrop } from '../frame/crop.ts';
import type { Frame } from '../frame/frame.ts';
import { KEYPOINT_FLOATS } from '../people/assemble.ts';
import { suppressBoxes } from '../people/suppress.ts';
import { boxOf } from '../pose/box.ts';
import { PoseError } from '../pose/errors.ts';
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import type { Box } from '../pose/pose.ts';
import type { SquadProgram } from '../swarm/agents/graph.ts';
import type { Swarm } from '../swarm/agents/load-swarm.ts';
import { type PlacedProgram, placeSwarm } from '../swarm/agents/place-swarm.ts';
import { planProgram } from '../swarm/agents/plan-program.ts';
import { SHARED } from '../swarm/agents/roster.ts';
import type { StoredPicture, SwarmContext } from '../swarm/agents/swarm-context.ts';
import { CONSENSUS, VOTE_FLOATS } from '../swarm/agents/votes.ts';
import { createConsensus } from '../swarm/consensus/consensus.ts';
import { CONSENSUS_RECORD, type Kernels, resampleScratchBytes } from '../swarm/kernels/kernels.ts';
import { createScouts } from '../swarm/scouts/scouts.ts';
import { createSquad, REFERENCE_VIEW, type Reference, type Squad } from '../swarm/squads/squad.ts';
import { createJudge } from '../swarm/validators/judge.ts';
import type { SwarmMemory } from './memory-map.ts';
import type { PersonVotes, RuntimeInfo, SwarmRuntime } from './runtime.ts';
import { storePicture } from './store-picture.ts';
import type { Tier } from './tiers.ts';

export interface RuntimeParts {
  readonly swarm: Swarm;
  readonly memory: SwarmMemory;
  readonly kernels: Kernels;
  readonly tier: Tier;
  /** Squads to set up, the first so many; all when left out. */
  readonly squads?: number;
}

export interface SingleThreadRuntime extends SwarmRuntime {
  /**
   * For those who measure: milliseconds of each layer, by `<program>/<layer>`, summed over `runs` runs of every program
   * on whatever its input holds.
   */
  profile(runs: number): ReadonlyMap<string, number>;
}

/**
 * Runs the whole swarm in the calling thread, one squad after the other; squads share their working memory.
 *
 * @throws PoseError `bad-weights` when the swarm needs more memory than there is.
 */
export function createSingleThreadRuntime(parts: RuntimeParts): SingleThreadRuntime {
  const { swarm, memory, kernels, tier } = parts;
  const { pools } = memory;
  const buffer = memory.memory.buffer;
  const bytes = new Uint8Array(buffer);
  const f32 = new Float32Array(buffer);
  const team = placeSwarm(swarm, buffer, pools.weights, pools.static);
  const members = team.squads.slice(0, parts.squads);
  const context: SwarmContext = {
    kernels,
    f32,
    frames: pools.activations,
    shared: pools.shared,
    resampleScratch: pools.activations.allocate(
      scratchFor([team.scout, ...members].map(({ program }) => program.input)),
    ),
  };
  const scouts = createScouts(team.scout, context);
  const squads = createSquads(members, context);
  const referenceInput = squads[0]?.input ?? swarm.graph.scout.input;
  const ballot = createConsensus(squads.length, context);
  const judge = createJudge(team, swarm.graph.level4, ballot, referenceInput, context);
  const scores = new Float32Array(KEYPOINT_COUNT);
  const place: Place = { x: 0, y: 0 };
  const people: MutablePerson[] = [];
  const times = { storeMs: 0, scoutMs: 0, squadsMs: 0, consensusMs: 0 };
  let picture: StoredPicture | undefined;

  return {
    info: describe(
      swarm,
      tier,
      squads.map(({ id }) => id),
      memory.isShared,
    ),
    times,
    async show(frame: Frame) {
      const start = performance.now();
      picture = storePicture(frame, bytes);
      times.storeMs = performance.now() - start;
      times.scoutMs = 0;
      times.squadsMs = 0;
      times.consensusMs = 0;
    },
    async scan(most, options) {
      const start = performance.now();
      const found = suppressBoxes(scouts.scan(shown(), options), most);
      times.scoutMs += performance.now() - start;
      return found;
    },
    async vote(boxes, options = {}) {
      const voting = Math.min(options.squads ?? squads.length, squads.length);
      return boxes.map((box, i) => estimate(shown(), box, options.scores?.[i] ?? 1, voting, i));
    },
    profile,
    dispose() {
      picture = undefined;
      people.length = 0;
    },
  };

  function shown(): StoredPicture {
    if (picture === undefined)
      throw new PoseError('bad-image', 'no picture is shown, expected show() before scan() or vote()');
    return picture;
  }

  function estimate(from: StoredPicture, box: Box, boxScore: number, voting: number, index: number): PersonVotes {
    const start = performance.now();
    const reference: Reference = { rect: personCrop(box, REFERENCE_VIEW, referenceInput), input: referenceInput };
    for (let i = 0; i < voting; i++) {
      squads[i]?.vote(from, box, reference, ballot.votes + i * KEYPOINT_COUNT * VOTE_FLOATS);
    }
    const voted = performance.now();
    ballot.decide(voting);
    judge.judge(voting, scores);
    const person = personAt(index);
    person.box = box;
    person.boxScore = boxScore;
    person.reference = reference;
    person.votes = person.allVotes.subarray(0, voting * KEYPOINT_COUNT * VOTE_FLOATS);
    person.votes.set(f32.subarray(ballot.votes, ballot.votes + person.votes.length));
    person.results.set(f32.subarray(ballot.results, ballot.results + person.results.length));
    writeKeypoints(person);
    times.squadsMs += voted - start;
    times.consensusMs += performance.now() - voted;
    return person;
  }

  /** From the reference crop to the picture. */
  function writeKeypoints({ results, reference: { rect, input }, keypoints }: MutablePerson): void {
    const unit = (rect.x1 - rect.x0) / input.width;
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      const from = joint * CONSENSUS_RECORD;
      // Without a live vote there is no place: the middle of the crop, and no score.
      const live = (results[from + CONSENSUS.live] ?? 0) > 0;
      const x = live ? (results[from + CONSENSUS.x] ?? 0) : input.width / 2;
      const y = live ? (results[from + CONSENSUS.y] ?? 0) : input.height / 2;
      cropToImage(rect, input, false, x, y, place);
      const to = joint * KEYPOINT_FLOATS;
      keypoints[to] = place.x;
      keypoints[to + 1] = place.y;
      keypoints[to + 2] = live ? (scores[joint] ?? 0) : 0;
      keypoints[to + 3] = (results[from + CONSENSUS.spread] ?? 0) * unit;
      keypoints[to + 4] = results[from + CONSENSUS.dissent] ?? 0;
    }
  }

  /** Results are written into the same objects picture after picture. */
  function personAt(index: number): MutablePerson {
    let person = people[index];
    if (person === undefined) {
      person = createPerson(squads.length, referenceInput);
      people[index] = person;
    }
    return person;
  }

  function profile(runs: number): ReadonlyMap<string, number> {
    const all = new Map<string, number>();
    for (const { id, runner } of [{ id: swarm.graph.scout.id, runner: scouts.runner }, ...squads]) {
      const ms = new Float64Array(runner.layers.length);
      for (let i = 0; i < runs; i++) runner.runTimed(ms);
      for (const [i, layer] of runner.layers.entries()) all.set(`${id}/${layer}`, ms[i] ?? 0);
    }
    return all;
  }
}

/** `PersonVotes` while it is being written. */
interface MutablePerson extends PersonVotes {
  box: Box;
  boxScore: number;
  reference: Reference;
  votes: Float32Array;
  readonly allVotes: Float32Array;
}

function createPerson(squads: number, input: InputSize): MutablePerson {
  const allVotes = new Float32Array(squads * KEYPOINT_COUNT * VOTE_FLOATS);
  return {
    box: boxOf(0, 0, 0, 0),
    boxScore: 0,
    reference: { rect: { x0: 0, y0: 0, x1: 0, y1: 0 }, input },
    votes: allVotes,
    allVotes,
    results: new Float32Array(KEYPOINT_COUNT * CONSENSUS_RECORD),
    keypoints: new Float32Array(KEYPOINT_COUNT * KEYPOINT_FLOATS),
  };
}

/** The largest `resample_rgba` is the scouts' level, twice their input. */
function scratchFor(inputs: readonly InputSize[]): number {
  return Math.max(...inputs.map(({ width, height }) => resampleScratchBytes(width * 2, height * 2)));
}

function createSquads(placed: readonly PlacedProgram<SquadProgram>[], context: SwarmContext): Squad[] {
  const plans = placed.map(({ program }) => planProgram(program));
  const base = context.frames.allocate(Math.max(...plans.map((plan) => plan.bytes)));
  return placed.map((squad, i) => createSquad(squad, plans[i] ?? planProgram(squad.program), base, context));
}

function describe(swarm: Swarm, tier: Tier, voting: readonly string[], sharedMemory: boolean): RuntimeInfo {
  const working = new Set([...voting, swarm.graph.scout.id, SHARED]);
  const agents = swarm.agents.filter(({ squad }) => working.has(squad));
  return {
    tier,
    squads: voting.length,
    agents: agents.length,
    parameters: agents.reduce((sum, { parameters }) => sum + parameters, 0),
    sharedMemory,
  };
}
