// SPDX-License-Identifier: Apache-2.0
// Behind OpenFeature's own SDK for pages.
import { OpenFeature, ProviderStatus } from '@openfeature/web-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExperimentProvider } from '../../src/adapters/openfeature.ts';
import { assign } from '../../src/observe/experiment.ts';

const squads = { name: 'squads', variants: { two: { value: 2 }, four: { value: 4 } } };
const smoothing = { name: 'smoothing', share: 0.5, variants: { on: { value: true }, off: { value: false } } };
const look = { name: 'look', variants: { plain: { value: { trails: false } } } };
const client = OpenFeature.getClient();

beforeAll(async () => {
  await OpenFeature.setProviderAndWait(createExperimentProvider([squads, smoothing, look]));
});
afterAll(() => OpenFeature.close());

test('flags are the variants of the visitor', async () => {
  expect(client.providerStatus).toBe(ProviderStatus.READY);
  expect(client.metadata.providerMetadata.name).toBe('poseswarm');
  const seen = new Set<number>();
  for (let i = 0; i < 20; i++) {
    const unit = `visitor-${i}`;
    await OpenFeature.setContext({ targetingKey: unit });
    const details = client.getNumberDetails('squads', 3);
    const mine = assign(squads, unit);
    expect(details).toMatchObject({ value: mine?.value, variant: mine?.variant, reason: 'SPLIT' });
    seen.add(details.value);
    expect(client.getBooleanValue('smoothing', true)).toBe(assign(smoothing, unit)?.value ?? true);
    expect(client.getObjectValue('look', {})).toEqual({ trails: false });
  }
  expect(seen).toEqual(new Set([2, 4]));
});

test('who takes no part has the default', async () => {
  const unit = Array.from({ length: 50 }, (_, i) => `visitor-${i}`).find((one) => !assign(smoothing, one));
  await OpenFeature.setContext({ targetingKey: unit ?? '' });
  expect(client.getBooleanDetails('smoothing', true)).toMatchObject({ value: true, reason: 'DEFAULT' });
});

test('what cannot be answered is the default, with its reason', async () => {
  await OpenFeature.setContext({ targetingKey: 'visitor-1' });
  expect(client.getNumberDetails('workers', 1)).toMatchObject({ value: 1, errorCode: 'FLAG_NOT_FOUND' });
  expect(client.getStringDetails('squads', 'many')).toMatchObject({ value: 'many', errorCode: 'TYPE_MISMATCH' });
  await OpenFeature.setContext({});
  expect(client.getNumberDetails('squads', 1)).toMatchObject({ value: 1, errorCode: 'TARGETING_KEY_MISSING' });
});

test('experiments that cannot be assigned, or share a name, are refused at once', () => {
  expect(() => createExperimentProvider([{ name: 'x', variants: {} }])).toThrow('variants of "x" are 0');
  expect(() => createExperimentProvider([squads, squads])).toThrow('name is "squads" twice');
});
