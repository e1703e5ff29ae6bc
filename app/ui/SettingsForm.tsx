// SPDX-License-Identifier: Apache-2.0
import { BACKENDS } from 'poseswarm/render';
import { HELPERS, helpersFor, thisMachine } from '../detector/helpers.ts';
import { KeptForm } from '../kept/KeptForm.tsx';
import type { Settings } from '../settings.ts';
import { usePage, usePageState, useSettings } from './context.ts';

type Switch = { [Name in keyof Settings]: Settings[Name] extends boolean ? Name : never }[keyof Settings];

const SWITCHES: readonly (readonly [Switch, string])[] = [
  ['skeletons', 'Skeletons'],
  ['labels', 'Labels'],
  ['boxes', 'Boxes'],
  ['angles', 'Angles of the joints'],
  ['trails', 'Trails of hands and feet (videos)'],
  ['space', '3-D view'],
];
const RENDERERS = { auto: 'Automatic', canvas2d: '2d context', webgl2: 'WebGL 2', webgpu: 'WebGPU' } as const;
const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['C', 'webcam'],
  ['Space', 'pause'],
  ['.', 'one frame'],
  ['R', 'record'],
  ['M', 'mirror'],
  ['F', 'fill the stage'],
  ['3', '3-D view'],
];

export function SettingsForm() {
  const { settings } = usePage();
  const chosen = useSettings();
  const backend = usePageState((state) => state.backend);
  return (
    <form class="settings" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Drawing</legend>
        {SWITCHES.map(([name, words]) => (
          <label key={name} class="switch">
            <input
              type="checkbox"
              name={name}
              checked={chosen[name]}
              onChange={(event) => settings.set({ [name]: event.currentTarget.checked })}
            />
            {words}
          </label>
        ))}
      </fieldset>
      <label class="choice">
        Mirror
        <select
          name="mirror"
          value={chosen.mirror}
          onChange={(event) => settings.set({ mirror: event.currentTarget.value as Settings['mirror'] })}
        >
          <option value="auto">The webcam</option>
          <option value="on">Always</option>
          <option value="off">Never</option>
        </select>
      </label>
      <label class="choice">
        Drawn by
        <select
          name="renderer"
          value={chosen.renderer}
          onChange={(event) => settings.set({ renderer: event.currentTarget.value as Settings['renderer'] })}
        >
          {(['auto', ...BACKENDS] as const).map((name) => (
            <option key={name} value={name}>
              {RENDERERS[name]}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        Helping threads
        <select
          name="workers"
          value={chosen.workers}
          onChange={(event) => settings.set({ workers: event.currentTarget.value as Settings['workers'] })}
        >
          {HELPERS.map((choice) => (
            <option key={choice} value={choice}>
              {choice === 'auto' ? `Automatic (${helpersFor('auto', thisMachine())})` : choice}
            </option>
          ))}
        </select>
      </label>
      <p id="backend" class="note">
        {backend ? `${RENDERERS[backend]} draws now.` : ''}
      </p>
      <fieldset>
        <legend>Keys</legend>
        <dl class="keys">
          {SHORTCUTS.map(([key, words]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </fieldset>
      <KeptForm />
      <p class="note">Settings are part of the address: Share copies it. Pictures never leave this device.</p>
    </form>
  );
}
