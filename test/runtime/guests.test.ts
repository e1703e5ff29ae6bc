// SPDX-License-Identifier: Apache-2.0
// Squads from other files: on trial beside the swarm that comes along, on a real picture.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { createDetector } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { randomSwarm } from '../support/random-swarm.ts';

const picture = await decodePicture(fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url)));
const look = { boxes: [boxOf(0, 0, 420, 512)] };
const file = new Uint8Array(readFileSync(new URL('../../weights/swarm.safetensors', import.meta.url)));

describe('a guest', () => {
  test('that sees what the others see votes after its probation; one that does not never does', async () => {
    const detector = await createDetector();
    const alone = await detector.estimatePoses(picture, look);
    const told: string[] = [];
    detector.on('recovery', ({ squad, recovered }) => told.push(`${squad} ${recovered}`));
    const [good, bad] = [detector.agents.add(file, 'squad-1'), detector.agents.add(randomSwarm(3))];
    expect([good, bad]).toEqual(['guest-1', 'guest-2']);
    const guest = (id: string) => detector.agents.squads().find((squad) => squad.id === id)!;
    expect(guest(good)).toMatchObject({ state: 'probation', reputation: 0.6, weight: 0 });
    let pictures = 0;
    while (guest(good).weight === 0 && pictures < 120) {
      const poses = await detector.estimatePoses(picture, look);
      if (guest(good).weight === 0) expect(poses).toEqual(alone);
      pictures++;
    }
    expect(guest(good)).toMatchObject({ state: 'active', weight: 1 });
    expect(pictures).toBeGreaterThan(10);
    expect(guest(bad)).toMatchObject({ state: 'faulty', weight: 0 });
    expect(told).toEqual(['guest-2 false']);
    detector.agents.remove(good);
    expect(await detector.estimatePoses(picture, look)).toEqual(alone);
    detector.dispose();
  });

  test('may come and go as often as it likes', async () => {
    const detector = await createDetector();
    const alone = await detector.estimatePoses(picture, look);
    const { agents } = detector;
    let staying = agents.add(file);
    const { memoryUsage } = detector.stats.resources;
    for (let i = 0; i < 24; i++) {
      const next = agents.add(file, `squad-${i % 4}`);
      agents.remove(staying);
      staying = next;
    }
    for (let i = 0; i < 7; i++) agents.add(file);
    expect(await detector.estimatePoses(picture, look)).toEqual(alone);
    for (const { id } of agents.squads()) if (id.startsWith('guest')) agents.remove(id);
    expect(detector.stats.resources.memoryUsage).toBeLessThan(memoryUsage);
    expect(await detector.estimatePoses(picture, look)).toEqual(alone);
    detector.dispose();
  });

  test('is refused when its file is none, when there is no such squad, and when the house is full', async () => {
    const detector = await createDetector();
    const refused = (code: string, sentence: RegExp) =>
      expect.objectContaining({ code, message: expect.stringMatching(sentence) });
    expect(() => detector.agents.add(file.slice(0, 9000))).toThrow(refused('bad-weights', /./));
    expect(() => detector.agents.add(file, 'squad-9')).toThrow(refused('bad-option', /expected one of the file's/));
    for (const none of ['abc', undefined, file.buffer]) {
      expect(() => Reflect.apply(detector.agents.add, undefined, [none])).toThrow(
        refused('bad-option', /^weights is .*, expected the bytes of a weights file/),
      );
    }
    expect(() => detector.agents.remove('squad-0')).toThrow(refused('bad-option', /expected that of a guest/));
    for (let i = 0; i < 8; i++) detector.agents.add(file);
    expect(() => detector.agents.add(file)).toThrow(refused('bad-option', /8 guests/));
    detector.dispose();
  });
});
