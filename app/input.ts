// SPDX-License-Identifier: Apache-2.0
// What reaches the page without a button: files that are dropped or pasted, and keys.
import { isMirrored } from './settings.ts';
import { fileOf } from './sources/pictures.ts';
import { plays } from './state.ts';
import type { Page } from './ui/context.ts';

export function listenForFiles({ state, session }: Page): void {
  document.addEventListener('paste', (event) => {
    if (event.clipboardData?.files.length) void session.open(() => fileOf(event.clipboardData));
  });
  // `dragenter` and `dragleave` fire for every element on the way: only leaving the window ends a drag.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (!state.get().dragging) state.set({ dragging: true });
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) state.set({ dragging: false });
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    state.set({ dragging: false });
    const { dataTransfer } = event;
    void session.open(() => fileOf(dataTransfer));
  });
}

/** Where letters and digits are typed, or choose. */
const TYPED_INTO = 'textarea, select, input:not([type="range"], [type="checkbox"], [type="file"])';
/** Whose Space is theirs. */
const OWN_SPACE = 'input, select, textarea, button, summary, a, [role="application"]';

export function listenForKeys({ state, settings, session }: Page): void {
  const keys: Readonly<Record<string, () => void>> = {
    c: () => (state.get().phase === 'camera' ? session.stop() : void session.camera()),
    ' ': session.pause,
    '.': () => void session.step(),
    r: () => void session.record(),
    m: () => settings.set({ mirror: isMirrored(settings.get(), state.get().shown?.selfie) ? 'off' : 'on' }),
    f: () => settings.set({ fit: settings.get().fit === 'cover' ? 'contain' : 'cover' }),
    3: () => settings.set({ space: !settings.get().space }),
  };
  /** The button that the mouse left behind: Space is not meant for it, though any key makes it `:focus-visible`. */
  let clicked: Element | undefined;
  document.addEventListener('click', ({ target, detail }) => {
    if (detail > 0 && target instanceof Element) clicked = target.closest('button') ?? undefined;
  });
  document.addEventListener('focusout', () => {
    clicked = undefined;
  });
  /** The Space that is down is ours: its release must not press a button. */
  let held = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const { target } = event;
    const action = keys[event.key.toLowerCase()];
    const isSpace = event.key === ' ';
    const owner = target instanceof Element ? target.closest(isSpace ? OWN_SPACE : TYPED_INTO) : null;
    if (!action || (owner && owner !== clicked) || (isSpace && !plays(state.get().phase))) return;
    event.preventDefault();
    held = isSpace;
    action();
  });
  document.addEventListener('keyup', (event) => {
    if (event.key !== ' ' || !held) return;
    event.preventDefault();
    held = false;
  });
}
