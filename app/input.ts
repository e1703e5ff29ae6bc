// SPDX-License-Identifier: Apache-2.0
// What reaches the page without a button: files that are dropped or pasted, and keys.
import { fileOf } from './sources/pictures.ts';
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

/** Keys that elements use themselves are theirs. */
const OWN_KEYS = 'input, select, textarea, button, summary, a, [role="application"]';

export function listenForKeys({ state, settings, session }: Page): void {
  const keys: Readonly<Record<string, () => void>> = {
    c: () => (state.get().phase === 'camera' ? session.stop() : void session.camera()),
    ' ': session.pause,
    '.': () => void session.step(),
    r: () => void session.record(),
    m: () => settings.set({ mirror: settings.get().mirror === 'on' ? 'off' : 'on' }),
    f: () => settings.set({ fit: settings.get().fit === 'cover' ? 'contain' : 'cover' }),
    3: () => settings.set({ space: !settings.get().space }),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const { target } = event;
    const action = keys[event.key.toLowerCase()];
    const isTyping = target instanceof Element && target.closest('input, select, textarea') !== null;
    const isItsOwn = event.key === ' ' && target instanceof Element && target.closest(OWN_KEYS) !== null;
    if (!action || isTyping || isItsOwn) return;
    event.preventDefault();
    action();
  });
}
