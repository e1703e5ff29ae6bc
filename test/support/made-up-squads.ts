// SPDX-License-Identifier: Apache-2.0
// Squads, pictures and workers that are made up, for tests of who is sent what.
import { boxOf } from '../../src/pose/box.ts';
import type { Job } from '../../src/runtime/crew.ts';
import type { Member } from '../../src/runtime/members.ts';
import type { StartMessage, ToWorker } from '../../src/runtime/workers/protocol.ts';
import type { SpawnWorker, WorkerListener } from '../../src/runtime/workers/spawn.ts';
import type { StoredPicture } from '../../src/swarm/agents/swarm-context.ts';

/** A squad of which `vote` is all that is known; it sees 2 x 2 px. */
export function madeUpMember(id: string, vote: () => void = () => undefined): Member {
  const squad = { id, input: { width: 2, height: 2 }, runner: { input: 0 }, look() {}, vote };
  return { id, costMs: 0, squad } as unknown as Member; // all that a crew touches of one
}

export function madeUpJob(member: Member): Job {
  const rect = { x0: 0, y0: 0, x1: 1, y1: 1 };
  const reference = { rect, input: { width: 2, height: 2 }, quarter: 0 } as const;
  return { person: 0, member, box: boxOf(0, 0, 2, 2), reference, votes: 0, done: false };
}

export const madeUpPicture: StoredPicture = { pointer: 0, width: 2, height: 2, factor: 1, tone: new Int32Array(8) };

/** What every start message says, whoever is sent it. */
export const madeUpStart = {
  kind: 'start',
  module: undefined,
  isShared: true,
  memory: undefined,
  referenceInput: { width: 2, height: 2 },
} as const;

/** What a start message says of so many squads. */
export function squadsNamed(...ids: string[]): StartMessage['squads'] {
  return ids.map((id) => ({ program: { id } })) as unknown as StartMessage['squads']; // nobody here runs them
}

/** Starts workers that do what the test says: `said` are the messages to the last one, `listener` is who hears it. */
export function madeUpWorkers() {
  const said: ToWorker[] = [];
  const last: { listener: WorkerListener | undefined } = { listener: undefined };
  const spawn: SpawnWorker = (listener) => {
    last.listener = listener;
    said.length = 0;
    return { post: (message) => said.push(message), terminate() {} };
  };
  return { spawn, said, hear: (message: Parameters<WorkerListener['message']>[0]) => last.listener?.message(message) };
}
