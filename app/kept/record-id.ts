// SPDX-License-Identifier: Apache-2.0
import type { VaultEntry } from 'poseswarm/vault';

/** What the names of all recordings in the vault begin with. */
export const RECORDING = 'recording ';
/** Of a name in the vault. */
const MOST_LENGTH = 200;

/** A record's name that no other recording has, however often one of the same name is kept; only the name is shortened. */
export function recordId(name: string, now: Date): string {
  const some = Math.random().toString(36).slice(2, 8);
  return `${RECORDING}${now.toISOString()} ${some} ${name}`.slice(0, MOST_LENGTH);
}

/** What a recording is called in a list: its name, and the time of day. */
export function titleOf({ id, savedAtMs }: Pick<VaultEntry, 'id' | 'savedAtMs'>): string {
  const [, name] = /^recording \d{4}-\S+Z \S+ (.*)$/s.exec(id) ?? [];
  // Earlier ones have the time of day in their names.
  return name === undefined ? id.slice(RECORDING.length) : `${name}, ${new Date(savedAtMs).toLocaleString()}`;
}
