// SPDX-License-Identifier: Apache-2.0
import { element } from './dom.ts';

const KEY = 'poseswarm-theme';

/** The button that changes between light and dark; the system's choice counts until it is used. */
export function setUpTheme(): void {
  const button = element('theme', HTMLButtonElement);
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Change to light colours' : 'Change to dark colours');
  };
  const stored = read();
  if (stored === 'dark' || stored === 'light') root.dataset.theme = stored;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    write(root.dataset.theme);
    label();
  });
  system.addEventListener('change', label);
  label();
}

// Storage may be switched off, and reading it throws then: the choice lasts for this visit only.
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // see above
  }
}
