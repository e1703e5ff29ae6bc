// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { FORMATS } from '../recording/save.ts';
import { isMirrored } from '../settings.ts';
import { STEP } from '../sources/video.ts';
import { plays } from '../state.ts';
import { usePage, usePageState, useSettings } from './context.ts';
import { Icon, type IconName } from './Icon.tsx';

/** What can be done with what is on the stage. */
export function Transport() {
  const { session } = usePage();
  const { phase, paused, place, recording, shown, status } = usePageState((state) => state);
  const moves = plays(phase);
  return (
    <div class="transport">
      {moves && (
        <>
          <Tool
            id="pause"
            icon={paused ? 'play' : 'pause'}
            words={paused ? 'Go on' : 'Pause'}
            onClick={session.pause}
          />
          <Tool id="step" icon="step" words="One frame" onClick={session.step} />
        </>
      )}
      {place && (
        <input
          class="place"
          type="range"
          aria-label="Place in the video"
          aria-valuetext={`${place.now.toFixed(1)} of ${place.end.toFixed(1)} seconds`}
          min={0}
          max={place.end}
          step={STEP}
          value={place.now}
          onInput={(event) => void session.seekTo(Number(event.currentTarget.value))}
        />
      )}
      {moves && (
        <Tool
          id="record"
          icon={recording?.on ? 'stop' : 'record'}
          words={recording?.on ? 'Stop recording' : 'Record'}
          pressed={recording?.on ?? false}
          onClick={session.record}
        />
      )}
      <p id="status" class="status" role="status">
        {status}
      </p>
      {shown && <ViewTools />}
    </div>
  );
}

/** How what is shown is looked at, and saved. */
function ViewTools() {
  const { session, settings } = usePage();
  const chosen = useSettings();
  const phase = usePageState((state) => state.phase);
  const selfie = usePageState((state) => state.shown?.selfie);
  const { fit, space } = chosen;
  const mirrored = isMirrored(chosen, selfie);
  return (
    <div class="tools">
      <Tool
        id="mirror"
        icon="mirror"
        words="Mirror"
        pressed={mirrored}
        onClick={() => settings.set({ mirror: mirrored ? 'off' : 'on' })}
      />
      <Tool
        id="fit"
        icon="fill"
        words="Fill the stage"
        pressed={fit === 'cover'}
        onClick={() => settings.set({ fit: fit === 'cover' ? 'contain' : 'cover' })}
      />
      <Tool id="space" icon="space" words="3-D view" pressed={space} onClick={() => settings.set({ space: !space })} />
      {phase === 'video' && <Tool id="close" icon="close" words="Close the video" onClick={session.stop} />}
      <SaveMenu />
    </div>
  );
}

function SaveMenu() {
  const { session } = usePage();
  const recording = usePageState((state) => state.recording);
  const words = recording ? `${recording.frames} frames, ${recording.seconds.toFixed(1)} s` : 'the poses shown';
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !menu.current?.contains(target)) close();
    };
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
      document.removeEventListener('keydown', press);
    };
  }, []);
  return (
    <details class="menu" ref={menu}>
      <summary aria-label="Save">
        <Icon name="save" />
        {recording && <span class={recording.on ? 'count live' : 'count'}>{recording.seconds.toFixed(1)} s</span>}
      </summary>
      <div class="items">
        <p>Save {words} as</p>
        {FORMATS.map((format) => {
          const lack = session.lacks(format);
          return (
            <button
              key={format}
              type="button"
              class="item"
              data-format={format}
              disabled={lack !== undefined}
              onClick={() => session.save(format)}
            >
              {format === 'webm' ? 'WebM with skeletons' : format.toUpperCase()}
              {lack && <small>{lack}</small>}
            </button>
          );
        })}
        {recording && !recording.on && (
          <button type="button" class="item" onClick={session.discard}>
            Discard the recording
          </button>
        )}
      </div>
    </details>
  );
}

interface ToolProps {
  readonly id: string;
  readonly icon: IconName;
  readonly words: string;
  readonly pressed?: boolean;
  onClick(): void;
}

function Tool({ id, icon, words, pressed, onClick }: ToolProps) {
  return (
    <button
      id={id}
      class="tool"
      type="button"
      aria-label={words}
      title={words}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
