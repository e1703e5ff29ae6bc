// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKey, isVaultKey, RECORD_VERSION, seal, unseal } from '../../src/vault/cipher.ts';

const key = await createKey();
const plain = new TextEncoder().encode('a pose of somebody');
const refusal = (sentence: RegExp) =>
  expect.objectContaining({ name: 'PoseError', code: 'bad-vault', message: expect.stringMatching(sentence) });

test('whatever is sealed opens as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.uint8Array({ maxLength: 500 }), async (id, bytes) => {
      const record = await seal(key, id, 'bytes', new Uint8Array(bytes));
      expect(record).toMatchObject({ version: RECORD_VERSION, kind: 'bytes' });
      expect(record.data.byteLength).toBe(bytes.length + 16);
      expect(await unseal(key, id, record)).toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 50 },
  );
});

test('every record has an initialisation vector of its own, and shows nothing of what it holds', async () => {
  const records = await Promise.all(Array.from({ length: 100 }, () => seal(key, 'same', 'bytes', plain)));
  const hex = records.map(({ iv }) => Buffer.from(iv).toString('hex'));
  expect(new Set(hex).size).toBe(100);
  expect(hex[0]).toHaveLength(24);
  for (const { data } of records) expect(Buffer.from(data).includes('pose')).toBe(false);
});

test('every changed byte is noticed', async () => {
  const record = await seal(key, 'settings', 'json', plain);
  for (let at = 0; at < record.data.byteLength; at++) {
    const data = record.data.slice(0);
    new Uint8Array(data)[at]! ^= 1;
    await expect(unseal(key, 'settings', { ...record, data }), `byte ${at}`).rejects.toEqual(refusal(/does not open/));
  }
  const iv = record.iv.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
  await expect(unseal(key, 'settings', { ...record, iv })).rejects.toEqual(refusal(/does not open/));
});

test('a record opens only as what it was sealed as', async () => {
  const record = await seal(key, 'settings', 'json', plain);
  await expect(unseal(key, 'recording', record)).rejects.toEqual(refusal(/"recording" does not open/));
  await expect(unseal(key, 'settings', { ...record, kind: 'bytes' })).rejects.toEqual(refusal(/does not open/));
  await expect(unseal(await createKey(), 'settings', record)).rejects.toEqual(refusal(/or sealed with another key/));
  await expect(unseal(key, 'settings', { ...record, version: 2 })).rejects.toEqual(
    refusal(/has version 2, expected 1/),
  );
});

test('a key cannot be read, and one that could be is none', async () => {
  expect(isVaultKey(key)).toBe(true);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow(/extractable/);
  const make = (name: string, length: number, extractable: boolean) =>
    crypto.subtle.generateKey({ name, length }, extractable, ['encrypt', 'decrypt']);
  expect(isVaultKey(await make('AES-GCM', 256, true))).toBe(false);
  expect(isVaultKey(await make('AES-GCM', 128, false))).toBe(false);
  expect(isVaultKey(await make('AES-CBC', 256, false))).toBe(false);
  expect(isVaultKey({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } })).toBe(false);
});
