// SPDX-License-Identifier: Apache-2.0
// What every squad says about every annotated person, kept, so that many questions can be asked of one look.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Annotations } from '../../cli/annotations/annotations.ts';
import { hasBox, peopleByPicture, personBox } from '../../cli/annotations/person-boxes.ts';
import type { CocoPerson } from '../../cli/coco/types.ts';
import { flatKeypoints } from '../../cli/evaluation/evaluation.ts';
import { decodePicture } from '../../cli/images/decode.ts';
import { assemblePose } from '../../src/people/assemble.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { createSwarmMemory } from '../../src/runtime/memory-map.ts';
import { createSwarmRuntime } from '../../src/runtime/swarm-runtime.ts';
import { loadSwarm } from '../../src/swarm/agents/load-swarm.ts';
import { VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { WINDOW_FLOATS } from '../../src/swarm/consensus/abstain.ts';
import { type Consensus, createConsensus } from '../../src/swarm/consensus/consensus.ts';
import { resampleScratchBytes } from '../../src/swarm/kernels/kernels.ts';
import { instantiateKernels } from '../../src/swarm/kernels/wasm.ts';
import type { Reference } from '../../src/swarm/squads/squad.ts';

/** One annotated person as the swarm sees them in their annotated box. */
export interface Witnessed {
  readonly person: CocoPerson;
  readonly pose: Pose;
  /** 17 x (x, y, score), picture px. */
  readonly keypoints: readonly number[];
  /** [squad][17][4] = x, y in reference-crop px, confidence, sharpness: see `VOTE`. */
  readonly votes: Float32Array;
  readonly reference: Reference;
  /** [squad][4]: what each squad saw of the reference crop. */
  readonly windows: Float32Array;
}

/** A consensus of its own, to decide again on votes that were changed. */
export interface Recount {
  readonly consensus: Consensus;
  readonly f32: Float32Array;
}

const FILES = { weights: '../../weights/swarm.safetensors', kernels: '../../assets/kernels.wasm' } as const;
const MOST_SQUADS = 8;

const bytesOf = (file: keyof typeof FILES, path?: string) => readFile(path ?? new URL(FILES[file], import.meta.url));

/** Shows every annotated person to all squads, without reputation: what each of them sees, not what they have earned. */
export async function witness(annotations: Annotations, folder: string, weights?: string): Promise<Witnessed[]> {
  const memory = createSwarmMemory();
  const kernels = instantiateKernels(new WebAssembly.Module(await bytesOf('kernels')), memory.memory);
  const swarm = loadSwarm(await bytesOf('weights', weights));
  const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd' });
  const byPicture = peopleByPicture(annotations);
  const all: Witnessed[] = [];
  for (const { id, fileName } of annotations.pictures) {
    const people = (byPicture.get(id) ?? []).filter((person) => person.numKeypoints > 0 && hasBox(person));
    if (people.length === 0) continue;
    const picture = await decodePicture(join(folder, fileName));
    await runtime.show(picture);
    const seen = await runtime.vote(people.map(personBox));
    for (const [i, one] of seen.entries()) {
      const person = people[i];
      if (person === undefined) continue;
      const pose = assemblePose(one, picture.width, picture.height);
      // The runtime writes its results anew for the next picture.
      const reference = { ...one.reference, rect: { ...one.reference.rect } };
      const votes = one.votes.slice();
      const windows = one.windows.slice(0, (votes.length / VOTES_OF_SQUAD) * WINDOW_FLOATS);
      all.push({ person, pose, keypoints: flatKeypoints(pose), votes, reference, windows });
    }
  }
  runtime.dispose();
  return all;
}

export async function openRecount(): Promise<Recount> {
  const { memory, pools } = createSwarmMemory();
  const kernels = instantiateKernels(new WebAssembly.Module(await bytesOf('kernels')), memory);
  const f32 = new Float32Array(memory.buffer);
  const resampleScratch = pools.activations.allocate(resampleScratchBytes(16, 16));
  const context = { kernels, f32, frames: pools.activations, shared: pools.shared, resampleScratch };
  return { consensus: createConsensus(MOST_SQUADS, context), f32 };
}
