// SPDX-License-Identifier: Apache-2.0
// What the user chose, in the address behind the #, so that a link shares it. Nothing of it leaves the page.
import { BACKENDS, type Backend, type Fit } from 'poseswarm/render';
import { HELPERS, type Helpers } from './detector/helpers.ts';
import { createStore, type Store } from './state.ts';

export interface Settings {
  readonly fit: Fit;
  /** `auto` mirrors cameras that face the user, nothing else. */
  readonly mirror: 'auto' | 'on' | 'off';
  readonly renderer: Backend | 'auto';
  readonly skeletons: boolean;
  readonly labels: boolean;
  readonly boxes: boolean;
  readonly angles: boolean;
  readonly trails: boolean;
  /** Shows people in space. */
  readonly space: boolean;
  /** Threads that help the detector. */
  readonly workers: Helpers;
  /** Which part of the panel is open. */
  readonly tab: Tab;
}

export const TABS = ['people', 'swarm', 'settings'] as const;
export type Tab = (typeof TABS)[number];

export const DEFAULTS: Settings = {
  fit: 'contain',
  mirror: 'auto',
  renderer: 'auto',
  skeletons: true,
  labels: true,
  boxes: false,
  angles: false,
  trails: false,
  space: false,
  workers: 'auto',
  tab: 'people',
};

const CHOICES: { readonly [Name in keyof Settings]: readonly Settings[Name][] } = {
  fit: ['contain', 'cover'],
  mirror: ['auto', 'on', 'off'],
  renderer: ['auto', ...BACKENDS],
  skeletons: [true, false],
  labels: [true, false],
  boxes: [true, false],
  angles: [true, false],
  trails: [true, false],
  space: [true, false],
  workers: HELPERS,
  tab: TABS,
};

/** Whether a picture is mirrored; `selfie` says that it comes from a camera that faces the user. */
export function isMirrored({ mirror }: Settings, selfie = false): boolean {
  return mirror === 'auto' ? selfie : mirror === 'on';
}

/** Words that mean nothing here are left aside: addresses are typed by people, and grow old. */
export function readSettings(hash: string): Settings {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const read = <Name extends keyof Settings>(name: Name): Settings[Name] =>
    CHOICES[name].find((choice) => String(choice) === words.get(name)) ?? DEFAULTS[name];
  return {
    fit: read('fit'),
    mirror: read('mirror'),
    renderer: read('renderer'),
    skeletons: read('skeletons'),
    labels: read('labels'),
    boxes: read('boxes'),
    angles: read('angles'),
    trails: read('trails'),
    space: read('space'),
    workers: read('workers'),
    tab: read('tab'),
  };
}

/** Only what differs from the defaults. */
export function writeSettings(settings: Settings): string {
  const words = Object.entries(settings).filter(([name, value]) => DEFAULTS[name as keyof Settings] !== value);
  return words.length === 0 ? '' : `#${new URLSearchParams(words.map(([name, value]) => [name, String(value)]))}`;
}

/** The settings of the page's address, kept in step with it both ways. */
export function createSettings(): Store<Settings> {
  const store = createStore(readSettings(location.hash));
  store.listen(() => {
    const hash = writeSettings(store.get());
    if (hash !== location.hash) history.replaceState(null, '', hash || location.pathname + location.search);
  });
  addEventListener('hashchange', () => store.set(readSettings(location.hash)));
  return store;
}
