// The phone's state in this browser: one record of IndexedDB.
//
// IndexedDB alone keeps keys of WebCrypto as keys, so that the device key is in no file that a page could read out.

import { StorageFailed } from '../phone/error.ts';
import { VERSION, type State } from '../phone/state.ts';
import type { Storage } from './storage.ts';

const NAME = 'greatseal-phone';
const STORE = 'phone';
const RECORD = 'state';

/** Opens the database. A browser that keeps nothing (some private windows) refuses here. */
export async function openDatabase(): Promise<Storage> {
  const opening = indexedDB.open(NAME, VERSION);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening, 'opened');
  const record = (mode: IDBTransactionMode) => {
    // Strict: the answer comes when the record is on the disk, not when it is on its way.
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    return { store: transaction.objectStore(STORE), committed: committed(transaction) };
  };
  return {
    async read() {
      const { store, committed } = record('readonly');
      const state: unknown = await done(store.get(RECORD), 'read');
      await committed;
      if (state === undefined) return undefined;
      if (!isState(state)) throw new StorageFailed("the phone's state is of another version");
      return state;
    },
    async write(state) {
      const { store, committed } = record('readwrite');
      store.put(state, RECORD);
      await committed;
    },
    async clear() {
      const { store, committed } = record('readwrite');
      store.delete(RECORD);
      await committed;
    },
  };
}

function isState(record: unknown): record is State {
  return typeof record === 'object' && record !== null && 'version' in record && record.version === VERSION;
}

function done<T>(request: IDBRequest<T>, action: string): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new StorageFailed(`the phone's state cannot be ${action}: ${request.error?.name ?? 'unknown'}`));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new StorageFailed(`the phone's state cannot be kept: ${transaction.error?.name ?? 'unknown'}`));
    transaction.oncomplete = () => resolve();
    transaction.onerror = failed;
    transaction.onabort = failed;
  });
}
