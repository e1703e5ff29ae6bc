// SPDX-License-Identifier: Apache-2.0
// Workers for a placed swarm: on the one memory where it can be shared, on copies where it cannot.
import type { InputSize } from '../../frame/crop.ts';
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { SquadProgram } from '../../swarm/agents/graph.ts';
import type { PlacedProgram } from '../../swarm/agents/place-swarm.ts';
import { VOTE_FLOATS } from '../../swarm/agents/votes.ts';
import type { Crew } from '../crew.ts';
import type { Member } from '../members.ts';
import type { SwarmMemory } from '../memory-map.ts';
import { createCopyingCrew } from './copying-crew.ts';
import type { HandsListener } from './hands.ts';
import { BOARD_BYTES, type MemoryPart, MOST_JOBS } from './protocol.ts';
import { createSharedCrew } from './shared-crew.ts';
import type { SpawnWorker } from './spawn.ts';

export interface WorkersOptions {
  readonly count: number;
  readonly spawn: SpawnWorker;
  /** Compiled kernels; undefined for the scalar ones. */
  readonly module: WebAssembly.Module | undefined;
}

export interface WorkerCrewParts {
  readonly memory: SwarmMemory;
  readonly members: readonly Member[];
  readonly squads: readonly PlacedProgram<SquadProgram>[];
  readonly referenceInput: InputSize;
  /** Bytes that the largest squad needs for its activations, and for `resample_rgba`. */
  readonly planBytes: number;
  readonly scratchBytes: number;
  readonly tell: HandsListener;
}

/** Whether workers can be given this memory: a page that is not isolated may make shared memory, but not send it. */
export function isShareable({ isShared }: Pick<SwarmMemory, 'isShared'>): boolean {
  const isolated: unknown = Reflect.get(globalThis, 'crossOriginIsolated');
  return isShared && isolated !== false;
}

/** @throws PoseError `bad-weights` when the memory has no room for so many workers. */
export function createWorkerCrew({ count, spawn, module }: WorkersOptions, parts: WorkerCrewParts): Crew {
  const { memory, members, squads, referenceInput, planBytes, scratchBytes, tell } = parts;
  const { shared } = memory.pools;
  const f32 = new Float32Array(memory.memory.buffer);
  const place = (jobs: number) => ({
    base: shared.allocate(planBytes),
    scratch: shared.allocate(scratchBytes),
    votes: shared.allocate(jobs * KEYPOINT_COUNT * VOTE_FLOATS * 4),
  });
  const common = { kind: 'start', module, isShared: memory.isShared, squads, referenceInput } as const;
  const crew = { f32, workers: count, spawn, members, tell };
  if (!isShareable(memory)) {
    const start = { ...common, memory: undefined, board: 0, ...place(1) };
    return createCopyingCrew({ ...crew, start, bytes: () => copyParts(memory, squads) });
  }
  // Hand 0 is the calling thread, which has its place already; one more than there are workers, for replacements.
  const nowhere = { base: 0, scratch: 0, votes: 0 };
  const places = [nowhere, ...Array.from({ length: count + 1 }, () => place(MOST_JOBS))];
  const board = shared.allocate(BOARD_BYTES);
  return createSharedCrew({ ...crew, places, start: { ...common, memory: memory.memory, board, parts: [] } });
}

function copyParts({ memory }: SwarmMemory, squads: readonly PlacedProgram[]): MemoryPart[] {
  const bytes = new Uint8Array(memory.buffer);
  return squads.flatMap(({ ranges }) => ranges.map(({ start, end }) => ({ start, bytes: bytes.slice(start, end) })));
}
