// SPDX-License-Identifier: Apache-2.0
import { useRef } from 'preact/hooks';
import { usePage, usePageState } from './context.ts';
import { Icon } from './Icon.tsx';

export function Sources() {
  const { session } = usePage();
  const phase = usePageState((state) => state.phase);
  const cameras = usePageState((state) => state.cameras);
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    const [file] = input.current?.files ?? [];
    if (file) void session.open(() => file);
    if (input.current) input.current.value = ''; // so that choosing the same file again is a change
  };
  /** Phones share no screens. */
  const canShare = navigator.mediaDevices?.getDisplayMedia !== undefined;
  const camera = phase === 'camera';
  const screen = phase === 'screen';
  return (
    <div class="actions">
      <button id="choose" type="button" onClick={() => input.current?.click()}>
        <Icon name="picture" /> Choose file
      </button>
      <input
        id="file"
        ref={input}
        type="file"
        accept="image/*,video/*"
        aria-label="Picture or video file"
        tabIndex={-1}
        hidden
        onChange={choose}
      />
      <button
        id="webcam"
        class="outlined"
        type="button"
        aria-pressed={camera}
        onClick={() => (camera ? session.stop() : void session.camera())}
      >
        <Icon name="camera" /> {camera ? 'Stop webcam' : 'Start webcam'}
      </button>
      {camera && cameras.length > 1 && (
        <select id="cameras" aria-label="Webcam" onChange={(event) => void session.camera(event.currentTarget.value)}>
          {cameras.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {canShare && (
        <button
          id="screen"
          class="outlined"
          type="button"
          aria-pressed={screen}
          onClick={() => (screen ? session.stop() : void session.screen())}
        >
          <Icon name="screen" /> {screen ? 'Stop sharing' : 'Share screen'}
        </button>
      )}
    </div>
  );
}
