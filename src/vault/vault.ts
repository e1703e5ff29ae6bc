// SPDX-License-Identifier: Apache-2.0
// Settings and recordings at rest: encrypted, on this device, gone when they are wiped.
import { PoseError } from '../pose/errors.ts';
import { createKey, isVaultKey, type SealedRecord, seal, unseal } from './cipher.ts';
import { deleteDatabase, KEY_ID, openDatabase, transact, type VaultEntry } from './database.ts';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface VaultOptions {
  /** Vaults of different names know nothing of each other; default `poseswarm`. */
  readonly name?: string;
  /** Most that all records together may take, bytes; default 256 MiB. The browser's own quota may be less. */
  readonly limitBytes?: number;
}

export interface VaultUsage {
  readonly records: number;
  /** Size of all records, and what they may take. */
  readonly bytes: number;
  readonly limitBytes: number;
  /** What the browser still gives this page, bytes; undefined where it does not tell. */
  readonly freeBytes: number | undefined;
  /** Whether the browser has promised not to throw records away when its disk is full. */
  readonly persisted: boolean;
}

/** Every call may throw PoseError `unsupported` where a page may not store anything, and `disposed` after `close()`. */
export interface Vault {
  /**
   * Seals a value under a name; what was there before is replaced. All or nothing.
   *
   * @throws PoseError `storage-full` when it does not fit, `bad-option` for a value that JSON cannot say.
   */
  put(id: string, value: Json | Uint8Array): Promise<void>;
  /**
   * The value of a name: bytes as they were given, everything else as JSON; undefined when there is none.
   *
   * @throws PoseError `bad-vault` when the record was changed or is not of this vault.
   */
  get(id: string): Promise<Json | Uint8Array | undefined>;
  /** Every record, by name. Opens none. */
  list(): Promise<readonly VaultEntry[]>;
  remove(id: string): Promise<void>;
  usage(): Promise<VaultUsage>;
  /** Asks the browser never to throw records away by itself. Resolves with whether it has promised so. */
  persist(): Promise<boolean>;
  /** Forgets everything, the key first: what a disk may still hold is unreadable from then on. */
  wipe(): Promise<void>;
  close(): void;
}

const DEFAULT_LIMIT = 256 * 2 ** 20;
const MOST_ID_LENGTH = 200;

/**
 * Opens a vault; it is made when it is not there. The key lies in the same database, where no script can read it:
 * that protects what a disk holds, not against a script that runs on the page.
 *
 * @throws PoseError `unsupported` without IndexedDB or Web Cryptography, `bad-vault` when its key is none.
 */
export async function openVault({ name = 'poseswarm', limitBytes = DEFAULT_LIMIT }: VaultOptions = {}): Promise<Vault> {
  if (globalThis.indexedDB === undefined || globalThis.crypto?.subtle === undefined) {
    throw new PoseError(
      'unsupported',
      'this page has no IndexedDB or no Web Cryptography, expected https or localhost',
    );
  }
  const vault = new IndexedDbVault(name, limitBytes);
  await vault.open();
  return vault;
}

/** A database and the key that lies in it: they come and go together. */
interface Connection {
  readonly database: IDBDatabase;
  readonly key: CryptoKey;
}

class IndexedDbVault implements Vault {
  readonly #name: string;
  readonly #limitBytes: number;
  /** Undefined until somebody needs it, and again when it was lost. */
  #connection: Promise<Connection> | undefined;
  #closed = false;

  constructor(name: string, limitBytes: number) {
    this.#name = name;
    this.#limitBytes = limitBytes;
  }

  open(): Promise<Connection> {
    if (this.#closed) throw new PoseError('disposed', 'the vault was closed, expected no call after close()');
    this.#connection ??= this.#connect().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async put(id: string, value: Json | Uint8Array): Promise<void> {
    checkId(id);
    const [kind, plain] = encode(value);
    const others = (await this.list()).filter((entry) => entry.id !== id);
    await this.#use(async ({ database, key }) => {
      const record = await seal(key, id, kind, plain);
      const bytes = record.data.byteLength + record.iv.byteLength;
      const left = this.#limitBytes - sum(others);
      if (bytes > left) throw full(id, bytes, `the vault has ${left} of ${this.#limitBytes} bytes left`);
      await transact(database, 'readwrite', (store) => {
        store('entries').put({ id, bytes, savedAtMs: Date.now() } satisfies VaultEntry, id);
        return store('records').put(record, id);
      }).catch((error: unknown) => {
        throw isQuota(error) ? full(id, bytes, 'the browser gives this page no more', error) : error;
      });
    });
  }

  async get(id: string): Promise<Json | Uint8Array | undefined> {
    checkId(id);
    return this.#use(async ({ database, key }) => {
      const record = await transact<SealedRecord | undefined>(database, 'readonly', (store) =>
        store('records').get(id),
      );
      if (record === undefined) return undefined;
      const plain = await unseal(key, id, record);
      return record.kind === 'bytes' ? plain : (JSON.parse(new TextDecoder().decode(plain)) as Json); // sealed as such
    });
  }

  async list(): Promise<readonly VaultEntry[]> {
    return this.#use(async ({ database }) => {
      const entries = await transact<VaultEntry[]>(database, 'readonly', (store) => store('entries').getAll());
      return entries ?? [];
    });
  }

  async remove(id: string): Promise<void> {
    checkId(id);
    await this.#use(({ database }) =>
      transact(database, 'readwrite', (store) => {
        store('entries').delete(id);
        return store('records').delete(id);
      }),
    );
  }

  async usage(): Promise<VaultUsage> {
    const entries = await this.list();
    const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
    return {
      records: entries.length,
      bytes: sum(entries),
      limitBytes: this.#limitBytes,
      freeBytes: quota === undefined || usage === undefined ? undefined : quota - usage,
      persisted: (await globalThis.navigator?.storage?.persisted?.()) ?? false,
    };
  }

  async persist(): Promise<boolean> {
    // A worker may only ask whether it was promised; a page may ask for it.
    const storage: Partial<StorageManager> & { persist?: () => Promise<boolean> } = globalThis.navigator?.storage ?? {};
    return (await storage.persist?.()) ?? false;
  }

  async wipe(): Promise<void> {
    // Emptied first: another page that does not let go would keep the database itself.
    await this.#use(({ database }) =>
      transact(database, 'readwrite', (store) => {
        store('key').clear();
        store('entries').clear();
        return store('records').clear();
      }),
    );
    await this.#disconnect();
    await deleteDatabase(this.#name);
  }

  close(): void {
    this.#closed = true;
    this.#disconnect().catch(() => undefined); // it never opened
  }

  /** Runs `work` on the open database; once more on a fresh one if this one was taken away meanwhile. */
  async #use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open());
    } catch (error) {
      if (!isLost(error)) throw error;
      await this.#disconnect();
      return await work(await this.open());
    }
  }

  async #connect(): Promise<Connection> {
    const database = await openDatabase(this.#name, () => {
      this.#connection = undefined;
    });
    return { database, key: await readKey(database) };
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    (await connection)?.database.close();
  }
}

/** The vault's key; the first page that comes makes it. */
async function readKey(database: IDBDatabase): Promise<CryptoKey> {
  const stored = () => transact<unknown>(database, 'readonly', (store) => store('key').get(KEY_ID));
  let key = await stored();
  if (key === undefined) {
    const fresh = await createKey();
    // `add` fails when another page was faster: then that one's key is the vault's.
    await transact(database, 'readwrite', (store) => store('key').add(fresh, KEY_ID)).catch(() => undefined);
    key = await stored();
  }
  if (isVaultKey(key)) return key;
  database.close();
  throw new PoseError('bad-vault', 'the key of the vault is none, expected an AES-GCM key of 256 bits: it was changed');
}

function encode(value: Json | Uint8Array): [SealedRecord['kind'], Uint8Array<ArrayBuffer>] {
  if (value instanceof Uint8Array) return ['bytes', new Uint8Array(value)];
  const text = jsonText(value);
  if (text === undefined) throw new PoseError('bad-option', `value is ${String(value)}, expected JSON or bytes`);
  return ['json', new TextEncoder().encode(text)];
}

/** Undefined for what JSON cannot say: plain JavaScript may pass a function, or what holds itself. */
function jsonText(value: Json): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function checkId(id: string): void {
  if (typeof id === 'string' && id.length > 0 && id.length <= MOST_ID_LENGTH) return;
  throw new PoseError('bad-option', `id is ${JSON.stringify(id)}, expected 1 to ${MOST_ID_LENGTH} characters`);
}

function sum(entries: readonly VaultEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

function full(id: string, bytes: number, why: string, cause?: unknown): PoseError {
  const sentence = `record ${JSON.stringify(id)} has ${bytes} bytes, expected less: ${why}`;
  return new PoseError('storage-full', sentence, { cause });
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** What a transaction says on a connection that is closed or closing. */
function isLost(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'AbortError');
}
