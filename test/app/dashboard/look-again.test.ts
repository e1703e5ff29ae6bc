// SPDX-License-Identifier: Apache-2.0
import type { DetectorStats, Pose } from 'poseswarm';
import type { Scene } from 'poseswarm/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookAgain } from '../../../app/dashboard/look-again.ts';
import type { DetectorClient } from '../../../app/detector/protocol.ts';
import type { Stage } from '../../../app/stage/stage.ts';
import { createState, type State } from '../../../app/state.ts';

beforeEach(() => vi.stubGlobal('createImageBitmap', async (picture: object) => ({ copyOf: picture })));
afterEach(() => vi.unstubAllGlobals());

const stats = (avgReputation: number) => ({ lastMs: 20, agents: { avgReputation } }) as DetectorStats;
const pose = { score: 0.5 } as Pose;

/** A page with a picture on its stage; `answer` is what the swarm finds in it now. */
function pageWith(change: Partial<State>, answer: { poses: Pose[]; stats: DetectorStats }, meanwhile = () => {}) {
  const state = createState();
  state.set({ phase: 'ready', shown: { name: 'a.jpg', width: 4, height: 3, poses: [pose, pose] }, ...change });
  const scene = { picture: { width: 4 } } as unknown as Scene; // handed on, and looked into by nobody here
  const asked: unknown[] = [];
  const drawn: (readonly Pose[])[] = [];
  const client = {
    ask: async (question: unknown) => {
      asked.push(question);
      meanwhile();
      return answer;
    },
  } as unknown as DetectorClient;
  const stage = { scene: () => scene, showPoses: (poses: readonly Pose[]) => drawn.push(poses) } as unknown as Stage;
  return { page: { state, stage, client: Promise.resolve(client) }, scene, asked, drawn };
}

test('after a drill the still on the stage shows what the swarm sees in it now', async () => {
  const { page, scene, asked, drawn } = pageWith({}, { poses: [pose], stats: stats(0.9) });
  expect(await lookAgain(page)).toBe(true);
  expect(asked).toEqual([{ ask: 'estimate', picture: { copyOf: scene.picture } }]);
  expect(drawn).toEqual([[pose]]);
  expect(page.state.get()).toMatchObject({
    shown: { name: 'a.jpg', poses: [pose] },
    status: '1 person found in 20 ms.',
  });
});

test('with every squad silenced that is said, and not that nobody is there', async () => {
  const { page } = pageWith({}, { poses: [], stats: stats(0) });
  await lookAgain(page);
  expect(page.state.get().status).toBe('Every squad is silenced.');
});

test('videos are left alone, and pictures in which nobody has looked yet', async () => {
  for (const change of [{ phase: 'video' }, { phase: 'working' }, { shown: undefined }] as const) {
    const { page, asked } = pageWith(change, { poses: [], stats: stats(1) });
    expect(await lookAgain(page)).toBe(false);
    expect(asked).toEqual([]);
  }
});

test('what was opened meanwhile stays', async () => {
  const { page, drawn } = pageWith({ status: 'before' }, { poses: [pose], stats: stats(1) }, () =>
    page.state.set({ phase: 'working', status: 'Looking for people…' }),
  );
  expect(await lookAgain(page)).toBe(false);
  expect(drawn).toEqual([]);
  expect(page.state.get().status).toBe('Looking for people…');
});
