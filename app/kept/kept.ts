// SPDX-License-Identifier: Apache-2.0
// What stays on this device between visits, sealed in a vault: the settings, and the recordings that the user keeps.
import { type Recording, toJson } from 'poseswarm/record';
import { openVault, type Vault, type VaultEntry } from 'poseswarm/vault';
import { Problem } from '../sentences.ts';
import { readSettings, type Settings, writeSettings } from '../settings.ts';
import type { Store } from '../state.ts';
import { forgetTheme } from '../theme.ts';
import { RECORDING, recordId } from './record-id.ts';

const SETTINGS = 'settings';

export interface Kept {
  recordings(): Promise<readonly VaultEntry[]>;
  /** Seals a recording as JSON, under its name and the time of day. */
  keep(recording: Recording): Promise<void>;
  /** The JSON text of a kept recording. @throws Problem when it is no longer there: another tab may have removed it. */
  open(id: string): Promise<string>;
  remove(id: string): Promise<void>;
  /** Forgets settings, recordings and the key that sealed them, and the choice of colours. */
  wipe(): Promise<void>;
}

/** `tell` gets a sentence where this browser keeps nothing; the page works as before, for this visit. */
export function createKept(settings: Store<Settings>, tell: (sentence: string) => void): Kept {
  const vault = openVault();
  /** The last change of settings, on its way. */
  let writing: Promise<unknown> = Promise.resolve();
  const write = (words: string) => {
    // A full disk costs the choice, not the page.
    writing = vault.then((opened) => opened.put(SETTINGS, words)).catch(() => undefined);
  };
  restore(vault, settings, write).catch((error: unknown) =>
    tell(`Settings are not kept: ${error instanceof Error ? error.message : String(error)}.`),
  );
  return {
    recordings: async () => (await (await vault).list()).filter(({ id }) => id.startsWith(RECORDING)),
    keep: async (recording) => {
      const id = recordId(recording.file ?? 'poses', new Date());
      await (await vault).put(id, new TextEncoder().encode(toJson(recording)));
    },
    open: async (id) => {
      const bytes = await (await vault).get(id);
      if (!(bytes instanceof Uint8Array)) throw new Problem('This recording is no longer kept on this device.');
      return new TextDecoder().decode(bytes);
    },
    remove: async (id) => (await vault).remove(id),
    wipe: async () => {
      await writing;
      await (await vault).wipe();
      forgetTheme();
    },
  };
}

/** Takes up the settings of the last visit, unless the address brings its own; keeps every later change. */
async function restore(
  vault: Promise<Vault>,
  settings: Store<Settings>,
  write: (words: string) => void,
): Promise<void> {
  const kept = await (await vault).get(SETTINGS);
  // Which part of the panel was open is no choice to keep.
  const { tab } = settings.get();
  if (location.hash === '' && typeof kept === 'string') settings.set({ ...readSettings(kept), tab });
  const words = () => writeSettings({ ...settings.get(), tab: 'people' });
  let last = words();
  settings.listen(() => {
    if (words() === last) return;
    last = words();
    write(last);
  });
}
