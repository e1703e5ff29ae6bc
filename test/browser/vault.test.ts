// SPDX-License-Identifier: Apache-2.0
// The vault in chromium's own IndexedDB, on a profile that outlives the browser.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StaticServer, startStaticServer } from '../../cli/static-server.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../../scripts/chromium.ts';
import type { openVault as OpenVault, Vault } from '../../src/vault/index.ts';
import { buildLibrary } from '../support/build-library.ts';
import { quietPages } from '../support/quiet-pages.ts';

/** What the test's page offers. */
declare const openVault: typeof OpenVault;

const quiet = quietPages();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const open: { server?: StaticServer; context?: BrowserContext; profile: string } = { profile: '' };

beforeAll(async () => {
  await buildLibrary();
  const virtual = new Map([
    [
      '/',
      { type: 'text/html', body: '<!doctype html><title>vault</title><script type="module" src="/page.js"></script>' },
    ],
    [
      '/page.js',
      {
        type: 'text/javascript',
        body: "import { openVault } from '/src/vault/index.js';\nglobalThis.openVault = openVault;\n",
      },
    ],
  ]);
  open.server = await startStaticServer({ root: join(ROOT, 'dist'), port: 0, host: '127.0.0.1', virtual });
  open.profile = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await startBrowser();
});

afterAll(async () => {
  await open.context?.close();
  await open.server?.close();
  await rm(open.profile, { recursive: true });
});

async function startBrowser(): Promise<void> {
  await open.context?.close();
  open.context = await chromium.launchPersistentContext(open.profile, {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS],
  });
}

async function newPage(): Promise<Page> {
  const page = await quiet.open(open.context!);
  await page.goto(open.server!.url);
  return page;
}

/** Code and sentence of the error that a call in the page ends with. A text, so that the policy need not allow eval. */
const failure = (page: Page, call: string): Promise<string> =>
  page.evaluate(`openVault().then(${call}).then(() => 'no error', ({ code, message }) => code + ': ' + message)`);

const SECRET = 'left_wrist of somebody';

test('what is put in is there after the page, and the browser, were closed', async () => {
  const first = await newPage();
  await first.evaluate(async (secret) => {
    const vault = await openVault();
    await vault.put('settings', { mirror: true, note: secret });
    await vault.put('clip', Uint8Array.of(0, 1, 255));
    await vault.put('settings', { mirror: false, note: secret });
  }, SECRET);
  await first.close();
  await startBrowser();
  const second = await newPage();
  const read = await second.evaluate(async () => {
    const vault = await openVault();
    const clip = await vault.get('clip');
    return {
      settings: await vault.get('settings'),
      clip: clip instanceof Uint8Array ? [...clip] : clip,
      none: (await vault.get('none')) === undefined,
      list: (await vault.list()).map(({ id, bytes, savedAtMs }) => ({ id, bytes, age: Date.now() - savedAtMs })),
      usage: await vault.usage(),
    };
  });
  expect(read.settings).toEqual({ mirror: false, note: SECRET });
  expect([read.clip, read.none]).toEqual([[0, 1, 255], true]);
  expect(read.list.map(({ id }) => id)).toEqual(['clip', 'settings']);
  for (const { age } of read.list) expect(age).toBeLessThan(120_000);
  expect(read.list[0]!.bytes).toBe(3 + 16 + 12);
  expect(read.usage).toMatchObject({ records: 2, limitBytes: 256 * 2 ** 20 });
  expect(read.usage.bytes).toBe(read.list[0]!.bytes + read.list[1]!.bytes);
  expect(read.usage.freeBytes).toBeGreaterThan(0);
});

test('on disk lies nothing that could be read, and no key that a script could take', async () => {
  const page = await newPage();
  const raw = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('poseswarm');
      request.onsuccess = () => resolve(request.result);
    });
    const all = (store: string) =>
      new Promise<unknown[]>((resolve) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
    const [key] = (await all('key')) as CryptoKey[];
    const records = (await all('records')) as { version: number; iv: Uint8Array; data: ArrayBuffer }[];
    database.close();
    return {
      extractable: key!.extractable,
      exported: await crypto.subtle.exportKey('raw', key!).catch((error: Error) => error.name),
      texts: records.map(({ data }) => new TextDecoder().decode(data)),
      shapes: records.map(({ version, iv }) => [version, iv.length]),
    };
  });
  expect([raw.extractable, raw.exported]).toEqual([false, 'InvalidAccessError']);
  expect(raw.shapes).toEqual([
    [1, 12],
    [1, 12],
  ]);
  for (const text of raw.texts) expect(text).not.toMatch(/wrist|mirror/);
  await page.close();
});

/** Changes what is stored, behind the vault's back. */
const meddle = (page: Page, change: (records: IDBObjectStore, key: IDBObjectStore) => void): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    indexedDB.open('poseswarm').onsuccess = ({ target: { result: database } }) => {
      const transaction = database.transaction(['records', 'key'], 'readwrite');
      (${change})(transaction.objectStore('records'), transaction.objectStore('key'));
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  })`);

test('a record that was changed, or put in another’s place, is refused', async () => {
  const page = await newPage();
  await meddle(page, (records) => {
    records.get('settings').onsuccess = ({ target }) => {
      const record = (target as IDBRequest).result;
      records.put(record, 'copy');
      new Uint8Array(record.data)[3]! ^= 1;
      records.put(record, 'settings');
      records.put({ ...record, version: 7 }, 'later');
    };
  });
  expect(await failure(page, "(vault) => vault.get('settings')")).toMatch(
    /^bad-vault: record "settings" does not open/,
  );
  expect(await failure(page, "(vault) => vault.get('copy')")).toMatch(/^bad-vault: record "copy" does not open/);
  expect(await failure(page, "(vault) => vault.get('later')")).toMatch(/^bad-vault: .* has version 7, expected 1/);
  expect(await failure(page, "(vault) => vault.get('clip')")).toBe('no error');
  await page.close();
});

test('what does not fit into the vault’s own limit is refused; what was there stays', async () => {
  const page = await newPage();
  const own = await page.evaluate(async () => {
    const vault = await openVault({ name: 'small', limitBytes: 1000 });
    await vault.put('a', new Uint8Array(500));
    const refusal = await vault
      .put('b', new Uint8Array(500))
      .catch((error: { code: string; message: string }) => error);
    await vault.put('a', new Uint8Array(900)); // in place of the first
    return { refusal: refusal && `${refusal.code}: ${refusal.message}`, usage: await vault.usage() };
  });
  expect(own.refusal).toMatch(/^storage-full: record "b" has 528 bytes, expected less: the vault has 472 of 1000/);
  expect(own.usage).toMatchObject({ records: 1, bytes: 928 });
  await page.close();
});

test('what the browser’s quota does not hold is refused; what was there stays', async () => {
  await startBrowser(); // chromium remembers for a while how much room there was
  const page = await newPage();
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
  expect(await failure(page, "(vault) => vault.put('big', crypto.getRandomValues(new Uint8Array(60000)))")).toBe(
    'no error',
  );
  expect(await failure(page, "(vault) => vault.put('big', new Uint8Array(20e6))")).toMatch(
    /^storage-full: record "big" has 20000028 bytes, expected less: the browser gives this page no more/,
  );
  expect(await failure(page, "async (vault) => { if ((await vault.get('big')).length !== 60000) throw 1; }")).toBe(
    'no error',
  );
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.close();
});

test('bad names and values are refused', async () => {
  const page = await newPage();
  for (const call of ["put('', 1)", "put('x'.repeat(201), 1)", 'get(5)', "put('f', () => 1)", "put('w', window)"]) {
    expect(await failure(page, `(vault) => vault.${call}`), call).toMatch(/^bad-option: /);
  }
  expect(await failure(page, "async (vault) => { vault.close(); await vault.get('a'); }")).toMatch(/^disposed: /);
  await page.close();
});

test('wiped is gone, for every page that has it open, and the old key with it', async () => {
  const [page, other] = [await newPage(), await newPage()];
  // The other page holds the vault open, and keeps a copy of a record to bring back.
  await other.evaluate(async () => {
    const vault = await openVault();
    await vault.put('diary', 'secret');
    Object.assign(globalThis, { vault });
  });
  const left = await page.evaluate(async () => {
    const vault = await openVault();
    const before = (await vault.list()).length;
    await vault.wipe();
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return { before, names, after: await vault.list(), diary: (await vault.get('diary')) ?? null };
  });
  expect(left.before).toBeGreaterThan(0);
  expect(left.names).not.toContain('poseswarm');
  expect([left.after, left.diary]).toEqual([[], null]);
  const seen = await other.evaluate(async () => {
    const { vault } = globalThis as unknown as { vault: Vault };
    const gone = await vault.get('diary');
    await vault.put('new', 1);
    return { gone: gone ?? null, fresh: await vault.get('new') };
  });
  expect(seen).toEqual({ gone: null, fresh: 1 });
  await Promise.all([page.close(), other.close()]);
});

test('pages that open a vault at the same time agree on its key', async () => {
  const pages = await Promise.all([newPage(), newPage(), newPage()]);
  const name = 'shared';
  await Promise.all(
    pages.map((page, index) =>
      page.evaluate(
        async ([vaultName, id]) => {
          await (await openVault({ name: vaultName })).put(id, id);
        },
        [name, `page ${index}`] as const,
      ),
    ),
  );
  const read = await pages[0]!.evaluate(async (vaultName) => {
    const vault = await openVault({ name: vaultName });
    return Promise.all((await vault.list()).map(({ id }) => vault.get(id)));
  }, name);
  expect(read).toEqual(['page 0', 'page 1', 'page 2']);
});

test('a key that a script could read is refused', async () => {
  const page = await newPage();
  await failure(page, "(vault) => vault.put('a', 1)");
  await page.evaluate(async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
    await new Promise<void>((resolve) => {
      const request = indexedDB.open('poseswarm');
      request.onsuccess = () => {
        const transaction = request.result.transaction('key', 'readwrite');
        transaction.objectStore('key').put(key, 'aes-gcm');
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
  });
  // One that has the vault open goes on with the key it has; who opens it now is refused.
  const later = await newPage();
  const refusal = await later.evaluate(async () => {
    return openVault().then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );
  });
  expect(refusal).toBe('bad-vault');
});
