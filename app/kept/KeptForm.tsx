// SPDX-License-Identifier: Apache-2.0
import type { VaultEntry } from 'poseswarm/vault';
import { useEffect, useState } from 'preact/hooks';
import { download, fileName } from '../recording/save.ts';
import { sentence } from '../sentences.ts';
import { DEFAULTS } from '../settings.ts';
import { usePage } from '../ui/context.ts';
import { titleOf } from './record-id.ts';
import { SureButton } from './SureButton.tsx';

/** What lies on this device, and how to get rid of it. */
export function KeptForm() {
  const { kept, session, settings } = usePage();
  const [entries, setEntries] = useState<readonly VaultEntry[]>([]);
  const [said, say] = useState('');
  const act = (work: () => Promise<string>) => async () => {
    const words = await work().catch(sentence);
    // Another tab may have kept or removed some.
    try {
      setEntries(await kept.recordings());
      say(words);
    } catch (error) {
      say(sentence(error));
    }
  };
  useEffect(() => void act(async () => '')(), []);
  const keep = act(async () => {
    const recording = session.recording();
    if (!recording || recording.frames.length === 0) return 'There are no poses to keep yet.';
    await kept.keep(recording);
    return 'Kept.';
  });
  const wipe = act(async () => {
    settings.set({ ...DEFAULTS, tab: 'settings' });
    await kept.wipe();
    return 'Everything on this device is gone.';
  });
  return (
    <fieldset class="kept">
      <legend>Kept on this device, encrypted</legend>
      {entries.map((entry) => (
        <p key={entry.id} class="kept-recording">
          <span>
            {titleOf(entry)}, {Math.ceil(entry.bytes / 1000)} kB
          </span>
          <button type="button" class="outlined" onClick={act(() => kept.open(entry.id).then(saveJson(entry)))}>
            Save
          </button>
          <SureButton
            words="Remove"
            again="Really remove"
            onClick={act(() => kept.remove(entry.id).then(() => 'Removed.'))}
          />
        </p>
      ))}
      <button id="keep" type="button" onClick={keep}>
        Keep this recording
      </button>
      <SureButton
        id="wipe"
        words="Wipe settings and recordings"
        again="Press again: all of it will be gone"
        onClick={wipe}
      />
      <p id="kept-status" class="note" role="status">
        {said}
      </p>
    </fieldset>
  );
}

function saveJson(entry: VaultEntry): (text: string) => string {
  return (text) => {
    download(new Blob([text], { type: 'application/json' }), fileName(titleOf(entry), 'json'));
    return 'Saved.';
  };
}
