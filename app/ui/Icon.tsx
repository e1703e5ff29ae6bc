// SPDX-License-Identifier: Apache-2.0
// Drawn by hand on a grid of 24, in the text's colour; never the only words of a button.

const PATHS = {
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  picture: 'M4 5h16v14H4ZM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  camera: 'M3 7h11v10H3ZM14 11l7-4v10l-7-4',
  screen: 'M3 5h18v11H3ZM8 20h8M12 16v4',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4v16l13-8Z',
  step: 'M5 5v14l10-7ZM19 5v14',
  record: 'M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12',
  stop: 'M6 6h12v12H6Z',
  mirror: 'M12 3v18M9 7v10H3ZM15 7v10h6Z',
  fill: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  space: 'M12 3l8 4.5v9L12 21l-8-4.5v-9ZM4 7.5l8 4.5 8-4.5M12 12v9',
  save: 'M12 4v11M7 10l5 5 5-5M4 20h16',
  close: 'M6 6l12 12M18 6L6 18',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
