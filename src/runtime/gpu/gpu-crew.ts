// SPDX-License-Identifier: Apache-2.0
// Squads on the GPU, once they have shown that they see there what they see here. What the GPU does not do, or no longer,
// others do: no picture goes without an answer.
import type { SquadProgram } from '../../swarm/agents/graph.ts';
import type { PlacedProgram } from '../../swarm/agents/place-swarm.ts';
import type { StoredPicture } from '../../swarm/agents/swarm-context.ts';
import type { Crew, Job } from '../crew.ts';
import { countCost, isIntact, type Member } from '../members.ts';
import { areAnswers, checkAnswers, demandKnownAnswer, questionFor } from './answers.ts';
import { createGpuSquads, type GpuSquads } from './gpu-squads.ts';

/** How long the GPU is waited for, in units of what looks cost; and at least, for it has other work than this. */
const PATIENCE = 10;
const LEAST_PATIENCE_MS = 2000;
/** The first answers are waited for longer: drivers compile then. */
const FIRST_PATIENCE_MS = 20_000;
/** Milliseconds between two looks of which the answer is known; the squads take turns. */
const PROBE_EVERY_MS = 1000;

export interface GpuCrewParts {
  readonly f32: Float32Array;
  readonly members: readonly Member[];
  /** In the order of the members. */
  readonly squads: readonly PlacedProgram<SquadProgram>[];
  /** Who does the rest. */
  readonly others: Crew;
  /** Hears once why the GPU is not used, or no longer. */
  readonly failed: (reason: string) => void;
}

/** What this asks of a device: tests bring another one. */
export type OpenSquads = (
  device: GPUDevice,
  f32: Float32Array,
  members: readonly Member[],
  squads: readonly PlacedProgram<SquadProgram>[],
) => Promise<GpuSquads>;

/** The crew owns the device from now on. */
export function createGpuCrew(
  device: GPUDevice,
  { f32, members, squads, others, failed }: GpuCrewParts,
  open: OpenSquads = createGpuSquads,
): Crew {
  /** Undefined before it has passed its check, and after it was lost. */
  let gpu: GpuSquads | undefined;
  let over = false;
  /** What a look costs. */
  const pace = { costMs: 0 };
  let nextProbe = performance.now() + PROBE_EVERY_MS;
  let turn = 0;
  void device.lost.then(({ message }) =>
    giveUp(`the WebGPU device was lost${message === '' ? '' : `: ${firstLine(message)}`}`),
  );
  device.addEventListener('uncapturederror', ({ error }) =>
    giveUp(`WebGPU reports an error: ${firstLine(error.message)}`),
  );

  return {
    ready: start(),
    get workers() {
      return others.workers;
    },
    get hands() {
      // A squad's cost is its share of the GPU's time already.
      return gpu ? 1 : others.hands;
    },
    help: others.help,
    async run(picture, jobs, musts, deadline) {
      if (gpu) await look(gpu, picture, jobs);
      const left = jobs.filter(({ done }) => !done);
      const due = jobs.slice(0, musts).filter(({ done }) => !done).length;
      if (left.length > 0) await others.run(picture, left, due, deadline);
    },
    refresh() {
      gpu?.upload();
      others.refresh();
    },
    drill: (worker, what) => others.drill(worker, what),
    dispose() {
      over = true;
      gpu = undefined;
      device.destroy();
      others.dispose();
    },
  };

  async function start(): Promise<void> {
    try {
      const opened = await open(device, f32, members, squads);
      const begin = performance.now();
      await checkAnswers(opened, members, FIRST_PATIENCE_MS);
      countCost(pace, (performance.now() - begin) / members.length);
      if (!over) gpu = opened;
    } catch (error) {
      giveUp(`the GPU cannot run the squads: ${sentenceOf(error)}`);
    }
  }

  async function look(there: GpuSquads, picture: StoredPicture, jobs: readonly Job[]): Promise<void> {
    const own = jobs.filter(({ member }) => there.knows(member));
    if (own.length === 0) return;
    const asked = dueProbe(there);
    const looks = own.map(({ member, box, reference }) => ({
      ...{ member, show: () => member.squad.look(picture, box, reference.quarter) },
    }));
    const patience = (count: number): number => LEAST_PATIENCE_MS + PATIENCE * pace.costMs * count;
    const begin = performance.now();
    try {
      // The known question goes first: when the answer is wrong, those that come after it do not count.
      await there.ask(
        [...asked.map(questionFor), ...looks],
        (i, records) => {
          const probed = asked[i];
          if (probed) demandKnownAnswer(probed, records);
          else take(own[i - asked.length], records);
        },
        patience,
      );
      const ms = (performance.now() - begin) / own.length;
      for (const one of [pace, ...own.map(({ member }) => member)]) countCost(one, ms);
    } catch (error) {
      giveUp(`the GPU no longer answers: ${sentenceOf(error)}`);
    }
  }

  /** The squad that is to give its known answer now, if any: without silenced or damaged agents, for they are on the GPU, too. */
  function dueProbe(there: GpuSquads): Member[] {
    const now = performance.now();
    if (now < nextProbe) return [];
    nextProbe = now + PROBE_EVERY_MS;
    const member = members[turn++ % squads.length];
    const able = member && there.knows(member) && member.silenced.size === 0 && isIntact(member);
    return able ? [member] : [];
  }

  function take(job: Job | undefined, records: Float32Array): void {
    if (job === undefined) return;
    // What nobody wrote is zeros, and zeros would be votes.
    if (!areAnswers(records)) throw new Error('it sent no records, expected one a keypoint');
    job.member.squad.report(records, job.box, job.reference, job.votes);
    job.done = true;
  }

  function giveUp(reason: string): void {
    if (over) return;
    over = true;
    gpu = undefined;
    device.destroy();
    failed(reason);
  }
}

function sentenceOf(error: unknown): string {
  return firstLine(error instanceof Error ? error.message : String(error));
}

/** Without its full stop, for the sentence goes on. What is said about shaders goes on for lines. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
