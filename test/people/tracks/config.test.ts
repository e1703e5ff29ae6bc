// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { boxDistance, poseDistance } from '../../../src/people/tracks/distance.ts';

test('what is left out follows from the detector', () => {
  expect(trackingSettings({}, 0.4)).toMatchObject({ birthScore: 0.4, keepScore: 0.4 * 0.35, distance: poseDistance });
  expect(trackingSettings({ birthScore: 0.5, distance: boxDistance }, 0.4)).toMatchObject({
    birthScore: 0.5,
    keepScore: 0.175,
    distance: boxDistance,
  });
});

test.each<[object, RegExp]>([
  [{ gate: Number.NaN }, /tracking\.gate is NaN, expected 0 to 1000000/],
  [{ gate: '0.5' }, /tracking\.gate is "0\.5"/],
  [{ gate: Number.POSITIVE_INFINITY }, /tracking\.gate is Infinity/],
  [{ searchMs: true }, /tracking\.searchMs is true, expected 0 or more/],
  [{ birthScore: Symbol('high') }, /tracking\.birthScore is Symbol\(high\)/],
  [{ returnMs: -5 }, /tracking\.returnMs is -5/],
  [{ fadeMs: 0 }, /tracking\.fadeMs is 0, expected more than 0/],
  [{ birthScore: 1.5 }, /tracking\.birthScore is 1\.5, expected 0 to 1/],
  [{ distance: 'iou' }, /tracking\.distance is "iou", expected a function/],
  [{ clothes: 2 }, /tracking\.clothes is 2, expected 0 to 1/],
  [{ prediction: 1 }, /tracking\.prediction is 1, expected true or false/],
  [{ maxAge: 5 }, /tracking has "maxAge"/],
  [5 as unknown as object, /tracking is 5, expected an object/], // plain JavaScript may pass anything
])('%j is refused', (config, sentence) => {
  expect(() => trackingSettings(config, 0.25)).toThrow(sentence);
});
