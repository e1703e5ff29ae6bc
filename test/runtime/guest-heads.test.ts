// SPDX-License-Identifier: Apache-2.0
// Heads from other files: on trial in a copy of their squad, on a real picture.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { createDetector, type Detector } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { withChangedRow } from '../support/weights.ts';

const picture = await decodePicture(fileURLToPath(new URL('../../samples/waving.jpg', import.meta.url)));
const file = new Uint8Array(readFileSync(new URL('../../weights/swarm.safetensors', import.meta.url)));
const HEAD = 'squad-2/joint/left_knee';
/**
 * What it finds: squad-2 sees people as in a mirror, where a left knee is a right one. Another shoulder would move the head, too,
 * at which squad-1 looks; hips are found by the torso's agents alone.
 */
const SEEN = 14;
/** The same head, a little different: what it says moves by less than a tenth of a pixel. */
const slightly = withChangedRow(
  file,
  'squad-2/joint/w',
  13,
  (weight) => Math.sign(weight) * Math.max(0, Math.abs(weight) - 1),
);
/** A head that looks for the opposite. */
const upsideDown = withChangedRow(file, 'squad-2/joint/w', 13, (weight) => -Math.max(-127, weight));

async function open() {
  const detector = await createDetector({ maxPoses: 1 });
  const [found] = await detector.estimatePoses(picture);
  const told: string[] = [];
  detector.on('recovery', ({ squad, recovered }) => told.push(`${squad} ${recovered}`));
  const box = found?.box ?? boxOf(0, 0, picture.width, picture.height);
  const poses = () => detector.estimatePoses(picture, { boxes: [box] });
  return { detector, told, poses, agents: detector.agents };
}

const guest = ({ agents }: Detector, id: string) => agents.squads().find((squad) => squad.id === id);

describe('a head of another file', () => {
  test('takes its place when it has proved itself, without a vote until then, and gives it back', async () => {
    const { detector, told, poses, agents } = await open();
    const alone = await poses();
    const id = agents.addHead(slightly, HEAD);
    expect(id).toBe('guest-1');
    expect(guest(detector, id)).toMatchObject({
      state: 'probation',
      reputation: 0.6,
      weight: 0,
      agents: 1,
      parameters: 65,
    });
    let pictures = 0;
    for (; guest(detector, id) && pictures < 120; pictures++) {
      const now = await poses();
      if (guest(detector, id)) expect(now).toEqual(alone);
    }
    expect(pictures).toBeGreaterThan(10);
    expect(told).toEqual(['guest-1 true']);
    expect(agents.squads()).toHaveLength(4);
    const after = await poses();
    expect(after).not.toEqual(alone);
    const moved = after[0]!.keypoints.map(({ x, y }, i) =>
      Math.hypot(x - alone[0]!.keypoints[i]!.x, y - alone[0]!.keypoints[i]!.y),
    );
    expect(moved.every((way, joint) => (joint === SEEN ? way > 0 && way < 2 : way < 1e-3))).toBe(true);
    // Its weights are the verified ones now: a damaged squad is mended to them.
    agents.corrupt(HEAD);
    agents.restore(HEAD);
    expect(await poses()).toEqual(after);
    agents.remove(id);
    expect(await poses()).toEqual(alone);
    detector.dispose();
  });

  test('that is sent away when it is about to take its place does not take it, nor anybody else’s', async () => {
    const { detector, told, poses, agents } = await open();
    const id = agents.addHead(slightly, HEAD);
    const alone = await poses();
    let pictures = 1;
    for (; guest(detector, id) && pictures < 120; pictures++) await poses();
    agents.remove(id);
    const again = agents.addHead(slightly, HEAD);
    for (let i = 1; i < pictures; i++) await poses();
    expect(guest(detector, again)).toBeDefined();
    agents.remove(again);
    expect(await poses()).toEqual(alone);
    expect(agents.squads().map((squad) => squad.id)).toEqual(['squad-0', 'squad-1', 'squad-2', 'squad-3']);
    expect(told).toEqual(['guest-1 true']);
    detector.dispose();
  });

  test('may come and go as often as it likes', async () => {
    const { detector, agents } = await open();
    for (let i = 0; i < 24; i++) agents.remove(agents.addHead(slightly, HEAD));
    const ids = Array.from({ length: 8 }, () => agents.addHead(slightly, HEAD));
    expect(new Set(ids).size).toBe(8);
    detector.dispose();
  });

  test('that sees something else never counts, and stays out', async () => {
    const { detector, told, poses, agents } = await open();
    const alone = await poses();
    const id = agents.addHead(upsideDown, HEAD);
    for (let i = 0; i < 40; i++) expect(await poses()).toEqual(alone);
    expect(guest(detector, id)).toMatchObject({ state: 'faulty', weight: 0 });
    expect(told).toEqual(['guest-1 false']);
    agents.remove(id);
    expect(agents.squads()).toHaveLength(4);
    detector.dispose();
  });

  test('is refused when it is none, does not fit, or has no place here', async () => {
    const { detector, agents } = await open();
    const refused = (code: string, sentence: RegExp) =>
      expect.objectContaining({ code, message: expect.stringMatching(sentence) });
    expect(() => agents.addHead(file.slice(0, 9000), HEAD)).toThrow(refused('bad-weights', /./));
    for (const id of ['squad-2', 'squad-9/joint/nose', 'squad-2/joint/tail', 'squad-2/region/torso', '']) {
      expect(() => agents.addHead(file, id), id).toThrow(
        refused('bad-option', /^agent is .*expected the id of a joint head here/),
      );
    }
    for (const none of [5, undefined, null, [HEAD]]) {
      expect(() => Reflect.apply(agents.addHead, undefined, [file, none])).toThrow(refused('bad-option', /^agent is/));
    }
    expect(() => Reflect.apply(agents.addHead, undefined, ['abc', HEAD])).toThrow(
      refused('bad-option', /^weights is abc, expected/),
    );
    expect(() => agents.addHead(file, 'squad-1/joint/left_hip')).toThrow(
      refused('bad-option', /about which its squad speaks/),
    );
    expect(() => agents.addHead(file, HEAD, 'squad-2/refine/nose')).toThrow(
      refused('bad-option', /^from is .*in the file/),
    );
    expect(() => agents.addHead(randomSwarm(3), HEAD, 'squad-0/heads/nose')).toThrow(refused('bad-option', /^from is/));
    expect(agents.squads()).toHaveLength(4);
    detector.dispose();
  });
});
