// SPDX-License-Identifier: Apache-2.0
// Squads that lie, through the front door: the swarm that comes along, on a real picture.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { createDetector } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { inviteSquad } from '../../src/runtime/guests.ts';
import type { Member } from '../../src/runtime/members.ts';
import { createSupervisor } from '../../src/runtime/supervisor.ts';
import { VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { resampleScratchBytes } from '../../src/swarm/kernels/kernels.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { swarmParts } from '../support/swarm-parts.ts';

const picture = await decodePicture(fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url)));
const look = { boxes: [boxOf(0, 0, 420, 512)] };

async function open(...liars: string[]) {
  const detector = await createDetector();
  const told: string[] = [];
  detector.on('fault', ({ squad, cause }) => told.push(`${squad} ${cause}`));
  detector.on('recovery', ({ squad, recovered }) => told.push(`${squad} ${recovered ? 'back' : 'out'}`));
  for (const id of liars) detector.agents.drill(id, 'lie');
  const squad = (id: string) => detector.agents.squads().find((one) => one.id === id)!;
  const watch = async (pictures: number) => {
    for (let i = 0; i < pictures; i++) await detector.estimatePoses(picture, look);
  };
  return { detector, told, squad, watch };
}

test('a squad that goes on lying is mended three times, and then stays out until somebody restores it', async () => {
  const { detector, told, squad, watch } = await open('squad-2');
  const honest = await createDetector();
  honest.agents.silence('squad-2');
  const without = await honest.estimatePoses(picture, look);
  await watch(40);
  const mended = ['squad-2 outlier', 'squad-2 back'];
  expect(told).toEqual([...mended, ...mended, ...mended, 'squad-2 outlier', 'squad-2 out']);
  expect(squad('squad-2')).toMatchObject({ state: 'faulty', weight: 0, faults: 4 });
  expect(await detector.estimatePoses(picture, look)).toEqual(without);
  detector.agents.restore('squad-2');
  expect(squad('squad-2')).toMatchObject({ state: 'active', reputation: 1, faults: 0 });
  detector.dispose();
  honest.dispose();
});

test('of four squads no more than one is shut out for what it sees: with more nobody knows who is right', async () => {
  const { detector, squad, watch } = await open('squad-0', 'squad-3');
  await watch(40);
  const out = detector.agents.squads().filter(({ weight }) => weight === 0);
  expect(out.length).toBeLessThanOrEqual(1);
  expect([squad('squad-1').state, squad('squad-2').state]).not.toContain('silenced');
  const [pose] = await detector.estimatePoses(picture, look);
  expect(pose?.keypoints.every(({ x, y, score }) => [x, y, score].every(Number.isFinite))).toBe(true);
  detector.dispose();
});

test('a guest that is sent away before it is mended stays as it is: its memory may be another one’s by then', () => {
  const { memory, context } = swarmParts();
  const { f32 } = context;
  const scratch = resampleScratchBytes(512, 512);
  const guest = (id: string) => inviteSquad(randomSwarm(3), undefined, id, memory, context, scratch);
  const votes = context.shared.allocate(VOTES_OF_SQUAD * 4) / 4;
  const told: string[] = [];
  const say = ({ squad }: { squad: string }) => told.push(squad);
  const tell = { fault: say, recovery: say, worker() {}, degraded() {} };
  const members: Member[] = [guest('guest-1'), guest('guest-2')];
  const crop = { width: 96, height: 128 };
  const supervisor = createSupervisor(
    f32,
    () => members,
    [],
    crop,
    tell,
    () => undefined,
    () => false,
  );
  f32.fill(Number.NaN, votes, votes + VOTES_OF_SQUAD);
  for (const member of members) expect(supervisor.admit(member, votes)).toBe(false);
  members.shift()?.leave?.();
  supervisor.endFrame();
  expect(told).toEqual(['guest-2', 'guest-2']);
});
