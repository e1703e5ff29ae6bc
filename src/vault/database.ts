// SPDX-License-Identifier: Apache-2.0
// IndexedDB in promises: two stores of records, one of the key.
import { PoseError } from '../pose/errors.ts';
import type { SealedRecord } from './cipher.ts';

/** What is told of a record without opening it. */
export interface VaultEntry {
  readonly id: string;
  /** Size on disk, about. */
  readonly bytes: number;
  /** When it was written, milliseconds since 1970. */
  readonly savedAtMs: number;
}

/** Entries lie apart from records, so that listing reads no recordings. */
export const STORES = { key: 'key', entries: 'entries', records: 'records' } as const;
export const KEY_ID = 'aes-gcm';
const VERSION = 1;

/** What each store holds. */
export interface Rows {
  key: CryptoKey;
  entries: VaultEntry;
  records: SealedRecord;
}

/**
 * Opens the database, and makes it when it is not there. `lost` is called when the browser, or another page, takes it
 * away: the connection is closed then.
 *
 * @throws PoseError `unsupported` where pages may not store anything.
 */
export function openDatabase(name: string, lost: () => void): Promise<IDBDatabase> {
  const request = attempt(() => indexedDB.open(name, VERSION));
  request.onupgradeneeded = () => {
    for (const store of Object.values(STORES)) request.result.createObjectStore(store);
  };
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(noStorage(request.error));
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = lost;
      // Another page wipes the vault, or has a later version of it.
      database.onversionchange = () => {
        database.close();
        lost();
      };
      resolve(database);
    };
  });
}

/** Removes the database. Resolves once it is gone, or once every other page has been told to let go of it. */
export function deleteDatabase(name: string): Promise<void> {
  const request = attempt(() => indexedDB.deleteDatabase(name));
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(noStorage(request.error));
    request.onsuccess = () => resolve();
    request.onblocked = () => resolve();
  });
}

/** Runs requests in one transaction: all of them happen or none. Resolves with the value of the first when it is done. */
export function transact<T = unknown>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  run: (store: <Name extends keyof Rows>(name: Name) => IDBObjectStore) => IDBRequest<T> | undefined,
): Promise<T | undefined> {
  const transaction = database.transaction(Object.values(STORES), mode);
  const request = run((name) => transaction.objectStore(STORES[name]));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error ?? request?.error);
    transaction.onerror = () => reject(transaction.error ?? request?.error);
  });
}

function attempt<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw noStorage(cause);
  }
}

function noStorage(cause: unknown): PoseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PoseError('unsupported', `this page may store nothing, expected IndexedDB: ${reason}`, { cause });
}
