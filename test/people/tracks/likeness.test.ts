// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { CLOTHES_FLOATS } from '../../../src/people/tracks/clothes.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { lostness, nearness, type Sighting } from '../../../src/people/tracks/likeness.ts';
import { createTrack, dressTrack } from '../../../src/people/tracks/track.ts';
import { standing } from '../../support/figures.ts';

/** All of one class of colours in both parts. */
function wearing(bin: number): Float32Array {
  const clothes = new Float32Array(CLOTHES_FLOATS);
  clothes[bin] = 1;
  clothes[CLOTHES_FLOATS / 2 + bin] = 1;
  return clothes;
}

const settings = trackingSettings({}, 0.25);
const track = createTrack(1, standing({ x: 300 }), 0, 1);
dressTrack(track, wearing(3), 0);
const at = (x: number, clothes?: Float32Array): Sighting => ({ pose: standing({ x }), found: 1, clothes });

describe('likeness', () => {
  const near = nearness(settings, settings.gate);

  test('of those who are near: clothes make alike or strange, within the gate', () => {
    const plain = near(at(310), track);
    expect(near(at(310, wearing(3)), track)).toBeLessThan(plain);
    expect(near(at(310, wearing(50)), track)).toBeGreaterThan(plain);
    expect(near(at(310, wearing(50)), track)).toBeLessThan(settings.gate);
    expect(near(at(900, wearing(3)), track)).toBeGreaterThanOrEqual(settings.gate);
  });

  test('of those who were lost: nobody comes back in other clothes', () => {
    expect(lostness(settings, at(340), track, 1000)).toBeLessThan(1);
    expect(lostness(settings, at(340, wearing(3)), track, 1000)).toBeLessThan(1);
    expect(lostness(settings, at(340, wearing(50)), track, 1000)).toBe(Number.POSITIVE_INFINITY);
  });

  test('without clothes is the settings’ distance', () => {
    const naked = trackingSettings({ clothes: 0 }, 0.25);
    expect(nearness(naked, 1)(at(310, wearing(50)), track)).toBe(settings.distance(standing({ x: 310 }), track));
    expect(lostness(naked, at(340, wearing(50)), track, 1000)).toBeLessThan(1);
  });
});
