// SPDX-License-Identifier: Apache-2.0

const KEY = 'poseswarm-theme';

/** Whether the page is dark: as the user chose, else as the system is. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function toggleTheme(): void {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  // Storage may be switched off, and touching it throws then: the choice lasts for this visit only.
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}

/** Takes up the choice of an earlier visit. */
export function restoreTheme(): void {
  try {
    const theme = localStorage.getItem(KEY);
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  } catch {}
}

/** Forgets the choice, from the next visit on. Whatever else is stored at this origin may be another page's. */
export function forgetTheme(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {}
}
