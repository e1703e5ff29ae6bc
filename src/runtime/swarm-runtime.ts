// SPDX-License-Identifier: Apache-2.0
// The swarm at work: a picture in memory, scouts, squads, consensus and judges, and those who watch over them.

import type { InputSize, Place } from '../frame/crop.ts';
import { createLightMeter } from '../frame/exposure.ts';
import type { Frame } from '../frame/frame.ts';
import { AREA_OF_BOX, suppressBoxes } from '../people/suppress.ts';
import type { BoxScratch } from '../pose/box.ts';
import { PoseError } from '../pose/errors.ts';
import { KEYPOINT_COUNT } from '../pose/keypoints.ts';
import { mean } from '../pose/mean.ts';
import { programSlices, sharedSlices } from '../swarm/agents/agent-slices.ts';
import type { SquadProgram } from '../swarm/agents/graph.ts';
import type { Swarm } from '../swarm/agents/load-swarm.ts';
import { type PlacedProgram, type PlacedSwarm, placeSwarm } from '../swarm/agents/place-swarm.ts';
import { planProgram } from '../swarm/agents/plan-program.ts';
import { SHARED } from '../swarm/agents/roster.ts';
import type { StoredPicture, SwarmContext } from '../swarm/agents/swarm-context.ts';
import { CONSENSUS, VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import { WINDOW_FLOATS } from '../swarm/consensus/abstain.ts';
import { createConsensus } from '../swarm/consensus/consensus.ts';
import { heedPrediction } from '../swarm/consensus/prediction.ts';
import { CONSENSUS_RECORD, type Kernels, resampleScratchBytes } from '../swarm/kernels/kernels.ts';
import type { KernelTier } from '../swarm/kernels/tier.ts';
import { createScouts } from '../swarm/scouts/scouts.ts';
import { createSquad, REFERENCE_VIEW } from '../swarm/squads/squad.ts';
import { createJudge } from '../swarm/validators/judge.ts';
import { createPersonJudge } from '../swarm/validators/person-judge.ts';
import { createTemporalJudge } from '../swarm/validators/temporal.ts';
import { createSwarmAgents, type Invitations } from './agents.ts';
import { type Means, shareSquads } from './coordinator.ts';
import { type Crew, createSoloCrew } from './crew.ts';
import { withoutGpu } from './degradation.ts';
import type { FaultListener } from './faults.ts';
import type { OpenedGpu } from './gpu/open-gpu.ts';
import { inviteHead } from './guest-heads.ts';
import { inviteSquad } from './guests.ts';
import { createJobList, trim } from './job-list.ts';
import { countCost, createMember, createTeam, forgetCosts, type Member, type Team } from './members.ts';
import { groundOf, type SwarmMemory } from './memory-map.ts';
import { createParty } from './party.ts';
import { createPersonResults, keepVotes, type PersonResult, writeKeypoints } from './person-results.ts';
import { createPoll } from './poll.ts';
import type { RuntimeInfo, SwarmRuntime, VoteOptions } from './runtime.ts';
import { storePicture } from './store-picture.ts';
import { createSupervisor } from './supervisor.ts';
import { createWorkerCrew, isShareable, type WorkersOptions } from './workers/crew.ts';

export interface RuntimeParts {
  readonly swarm: Swarm;
  readonly memory: SwarmMemory;
  readonly kernels: Kernels;
  readonly tier: KernelTier;
  /** Squads to set up, the first so many; all when left out. */
  readonly squads?: number;
  /** Workers besides the calling thread; none when left out. */
  readonly workers?: WorkersOptions;
  /** Where the squads are to run; without it here. */
  readonly gpu?: OpenedGpu;
  /** Hears of faults and recoveries. */
  readonly tell?: FaultListener;
}

export interface MeasuredRuntime extends SwarmRuntime {
  /**
   * For those who measure: milliseconds of each layer, by `<program>/<layer>`, summed over `runs` runs of every program
   * on whatever its input holds.
   */
  profile(runs: number): ReadonlyMap<string, number>;
}

/** Squads for which there is room, those that are added later included. */
export const MOST_SQUADS = 32;
/** People whose votes are in memory at once. */
const PEOPLE_AT_ONCE = 32;
/** Squads are judged by what they say about people whose keypoints' mean score is at least this. */
const WITNESS_SCORE = 0.2;
const NOBODY_LISTENS: FaultListener = { fault() {}, recovery() {}, worker() {}, degraded() {} };

/**
 * Runs the whole swarm.
 *
 * @throws PoseError `bad-weights` when the swarm needs more memory than there is.
 */
export function createSwarmRuntime(parts: RuntimeParts): MeasuredRuntime {
  const { swarm, memory, kernels, tier } = parts;
  const { pools } = memory;
  const buffer = memory.memory.buffer;
  const bytes = new Uint8Array(buffer);
  const f32 = new Float32Array(buffer);
  const team = placeSwarm(swarm, groundOf(memory));
  const chosen = team.squads.slice(0, parts.squads);
  const scratchBytes = scratchFor([team.scout, ...chosen].map(({ program }) => program.input));
  const context: SwarmContext = {
    kernels,
    f32,
    frames: pools.activations,
    shared: pools.shared,
    resampleScratch: pools.activations.allocate(scratchBytes),
  };
  const scouts = createScouts(team.scout, context);
  const members = createMembers(chosen, swarm, context);
  const staff = createStaff(team, swarm, f32);
  const referenceInput = members[0]?.squad.input ?? swarm.graph.scout.input;
  const ballot = createConsensus(MOST_SQUADS, context);
  const judge = createJudge(team, swarm.graph.level4, ballot, referenceInput, context);
  const personJudge = createPersonJudge(team, swarm.graph.level4, ballot, referenceInput, context);
  const tell = parts.tell ?? NOBODY_LISTENS;
  const crew = openCrew();
  /** What `info` knows of the crew: it outlives the runtime, and must not hold its memory. */
  const hired: { crew: Pick<Crew, 'workers'> } = { crew };
  const supervisor = createSupervisor(
    f32,
    () => members,
    staff,
    referenceInput,
    tell,
    () => crew.refresh(),
    promote,
  );
  const people = createPersonResults(MOST_SQUADS, referenceInput);
  const party = createParty(people, swarm.graph.uprightMass, referenceInput);
  const invite: Invitations = {
    squad: (file, squad, id) => inviteSquad(file, squad, id, memory, context, scratchBytes),
    head: (guest) => inviteHead(guest, swarm, chosen, members, memory, context),
  };
  const { agents, takeIn } = createSwarmAgents(members, invite, staff, f32, crew);
  const scores = new Float32Array(KEYPOINT_COUNT);
  const place: Place = { x: 0, y: 0 };
  const meter = createLightMeter();
  const times = { storeMs: 0, scoutMs: 0, squadsMs: 0, consensusMs: 0 };
  const tally = { votes: 0, accepted: 0, joints: 0 };
  const personCost = { costMs: 0 };
  const list = createJobList(pools.shared.allocate(PEOPLE_AT_ONCE * MOST_SQUADS * VOTES_OF_SQUAD * 4) / 4);
  const poll = createPoll(f32, list, ballot, supervisor, pools.shared.allocate(WINDOW_FLOATS * 4) / 4);
  // Written anew picture after picture.
  const wants: number[] = [];
  const shares: number[] = [];
  const means: { -readonly [Name in keyof Means]: Means[Name] } = {
    ...{ squads: 0, remainingMs: 0, squadMs: 0, personMs: 0, hands: 1 },
  };
  // As large as a person who fills their crop as usual, whatever the box.
  const personArea = (AREA_OF_BOX * referenceInput.width * referenceInput.height) / REFERENCE_VIEW.scale ** 2;
  let picture: StoredPicture | undefined;

  return {
    info: describe(swarm, tier, chosen, memory, hired),
    ready: crew.ready ?? Promise.resolve(),
    times,
    tally,
    agents,
    get squads() {
      return agents.squads();
    },
    get workers() {
      return { ready: crew.hands - 1, ...crew.help };
    },
    temporal: team.temporal === undefined ? undefined : createTemporalJudge(team.temporal, context),
    otherAgents: staff.reduce((sum, one) => sum + one.agents.length, 0),
    wasmBytes: buffer.byteLength,
    get memoryBytes() {
      const used = Object.values(pools).reduce((sum, pool) => sum + pool.used, 0);
      return used + (picture ? picture.width * picture.height * 4 : 0);
    },
    get lookMs() {
      return means.squadMs > 0 ? (means.squads * means.squadMs) / 2 / means.hands + means.personMs : 0;
    },
    async show(frame: Frame) {
      supervisor.conclude();
      const start = performance.now();
      picture = storePicture(frame, bytes, meter(frame));
      times.storeMs = performance.now() - start;
      times.scoutMs = 0;
      times.squadsMs = 0;
      times.consensusMs = 0;
      tally.votes = 0;
      tally.accepted = 0;
      tally.joints = 0;
      crew.help.jobs = 0;
      crew.help.ms = 0;
    },
    async scan(most, options) {
      const start = performance.now();
      const found = suppressBoxes(scouts.scan(shown(), options), most, options?.parts ?? false);
      const ms = performance.now() - start;
      times.scoutMs += ms;
      if (staff[0]) countCost(staff[0], ms);
      return found;
    },
    async vote(boxes, options = {}) {
      const from = shown();
      list.muster(members);
      party.meet(boxes, options);
      share(boxes.length, options);
      // Upright, then by one squad turned, then by all squads turned. One function: every other one would make a promise more.
      let end = boxes.length;
      for (let wave = 0, begin = 0; wave < 3 && begin < end; wave++) {
        for (let first = begin; first < end; first += PEOPLE_AT_ONCE) {
          const last = Math.min(first + PEOPLE_AT_ONCE, end);
          const start = performance.now();
          list.assign(people.at, first, last, shares);
          await ask(from, last - first, options.deadline);
          goOn();
          list.follow(locate);
          // Somebody looks at everybody, if need be from near.
          if (list.fresh.length > 0) {
            await ask(from, list.jobs.length > list.fresh.length ? 0 : last - first, options.deadline);
            goOn();
          }
          times.squadsMs += performance.now() - start;
          for (let i = first; i < last; i++) decide(people.at(i), i, options);
        }
        begin = end;
        end = turnedLooks(wave, end, options);
      }
      supervisor.endFrame();
      return party.believed();
    },
    profile,
    dispose() {
      picture = undefined;
      people.clear();
      hired.crew = { workers: crew.workers };
      crew.dispose();
    },
  };

  /** Who is to be looked at in the next wave: those up to the index that is returned. */
  function turnedLooks(wave: number, begin: number, options: VoteOptions): number {
    if (isDue(options) || wave > 1) return begin;
    const end = wave === 0 ? party.doubt() : party.confirm();
    for (let i = begin; i < end; i++) shares[i] = wave === 0 ? 1 : means.squads;
    return end;
  }

  /** No `async` function: each of its calls would make a closure and a promise more. */
  function ask(from: StoredPicture, musts: number, deadline = Number.POSITIVE_INFINITY): Promise<void> {
    return crew.run(from, list.fresh, Math.min(musts, list.fresh.length), deadline).then(poll.receive);
  }

  /** After every wait: `dispose()` takes the people away whom the answers are about. */
  function goOn(): void {
    if (picture === undefined) {
      throw new PoseError(
        'disposed',
        'the detector was disposed while squads looked, expected dispose() after the answer',
      );
    }
  }

  function locate(person: number, joints: readonly number[], out: BoxScratch): void {
    poll.locate(person, people.at(person), joints, out);
  }

  function promote(member: Member): boolean {
    if (!takeIn(member)) return false;
    const message = `${member.id} has proved itself and takes the place of ${member.trial?.agent}`;
    tell.recovery({ squad: member.id, recovered: true, ms: 0, message });
    return true;
  }

  function openCrew(): Crew {
    const others = openThreads();
    if (parts.gpu === undefined) return others;
    const failed = (reason: string): void => tell.degraded(withoutGpu(reason, tier));
    return parts.gpu.createCrew({ f32, members, squads: chosen, others, failed });
  }

  function openThreads(): Crew {
    if (parts.workers === undefined || parts.workers.count === 0) return createSoloCrew();
    const planBytes = Math.max(...chosen.map(({ program }) => planProgram(program).bytes));
    const squadParts = { memory, members, squads: chosen, referenceInput, planBytes, scratchBytes, tell };
    return createWorkerCrew(parts.workers, squadParts);
  }

  function shown(): StoredPicture {
    if (picture === undefined)
      throw new PoseError('bad-image', 'no picture is shown, expected show() before scan() or vote()');
    return picture;
  }

  /** Squads for each person. */
  function share(count: number, { squads, deadline, needs }: VoteOptions): void {
    const { voters } = list;
    for (let i = 0; i < count; i++) wants[i] = needs?.[i] ?? 0;
    trim(wants, count);
    means.squads = Math.min(squads ?? voters.length, voters.length);
    means.remainingMs = deadline === undefined ? Number.POSITIVE_INFINITY : deadline - performance.now();
    forgetCosts(voters);
    means.squadMs = 0;
    for (let i = 0; i < voters.length; i++) means.squadMs += (voters[i]?.costMs ?? 0) / voters.length;
    means.personMs = personCost.costMs;
    means.hands = crew.hands;
    shareSquads(wants, means, shares);
  }

  /** What the squads that answered make of a person. */
  function decide(result: PersonResult, person: number, options: VoteOptions): void {
    const start = performance.now();
    const voting = poll.gather(person);
    ballot.decide(voting, options.believeAll);
    judge.judge(voting, scores);
    result.score = personJudge.judge(voting, scores, result);
    // Where nobody is, honest squads see different things, and none of them is wrong.
    if (mean(scores) >= WITNESS_SCORE) poll.judge(person, personArea);
    // Squads and joints have been judged by what the squads say: the prediction moves places, and nothing else.
    const expected = options.expected?.[person];
    if (expected) heedPrediction(f32, ballot.results, expected, result.reference, place);
    keepVotes(result, f32, ballot, voting);
    writeKeypoints(result, scores, place);
    count(result, voting);
    const ms = performance.now() - start;
    countCost(personCost, ms);
    times.consensusMs += ms;
  }

  function count({ results }: PersonResult, voting: number): void {
    tally.votes += voting;
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      tally.joints++;
      tally.accepted += results[joint * CONSENSUS_RECORD + CONSENSUS.accepted] ?? 0;
    }
  }

  function profile(runs: number): ReadonlyMap<string, number> {
    const all = new Map<string, number>();
    const runners = members.map(({ id, squad }) => ({ id, runner: squad.runner }));
    for (const { id, runner } of [{ id: swarm.graph.scout.id, runner: scouts.runner }, ...runners]) {
      const ms = new Float64Array(runner.layers.length);
      for (let i = 0; i < runs; i++) runner.runTimed(ms);
      for (const [i, layer] of runner.layers.entries()) all.set(`${id}/${layer}`, ms[i] ?? 0);
    }
    return all;
  }
}

/** Whether there is no time left. */
function isDue({ deadline }: VoteOptions): boolean {
  return deadline !== undefined && performance.now() >= deadline;
}

/** The largest `resample_rgba` is the scouts' level, twice their input. */
function scratchFor(inputs: readonly InputSize[]): number {
  return Math.max(...inputs.map(({ width, height }) => resampleScratchBytes(width * 2, height * 2)));
}

function createMembers(placed: readonly PlacedProgram<SquadProgram>[], swarm: Swarm, context: SwarmContext): Member[] {
  const plans = placed.map(({ program }) => planProgram(program));
  const base = context.frames.allocate(Math.max(...plans.map((plan) => plan.bytes)));
  return placed.map((one, i) => {
    const squad = createSquad(one, plans[i] ?? planProgram(one.program), base, context);
    const agents = swarm.agents.filter((agent) => agent.squad === one.program.id);
    return createMember(one, squad, agents, context);
  });
}

/** The teams that do not vote: scouts first. */
function createStaff(placed: PlacedSwarm, { agents, graph }: Swarm, f32: Float32Array): Team[] {
  const { program, ranges } = placed.scout;
  const of = (squad: string) => agents.filter((agent) => agent.squad === squad);
  const shared = sharedSlices(placed, graph);
  return [
    createTeam(program.id, of(program.id), programSlices(placed.scout), ranges, f32, program),
    createTeam(SHARED, of(SHARED), shared, [...shared.values()].flat(), f32),
  ];
}

function describe(
  swarm: Swarm,
  tier: KernelTier,
  voting: readonly PlacedProgram<SquadProgram>[],
  memory: SwarmMemory,
  hired: { readonly crew: Pick<Crew, 'workers'> },
): RuntimeInfo {
  const working = new Set([...voting.map(({ program }) => program.id), swarm.graph.scout.id, SHARED]);
  const agents = swarm.agents.filter(({ squad }) => working.has(squad));
  return {
    tier,
    squads: voting.length,
    agents: agents.length,
    parameters: agents.reduce((sum, { parameters }) => sum + parameters, 0),
    get workers() {
      return hired.crew.workers;
    },
    sharedMemory: isShareable(memory),
  };
}
