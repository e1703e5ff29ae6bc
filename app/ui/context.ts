// SPDX-License-Identifier: Apache-2.0
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DetectorClient } from '../detector/protocol.ts';
import type { Kept } from '../kept/kept.ts';
import type { Session } from '../session.ts';
import type { Settings } from '../settings.ts';
import type { Stage } from '../stage/stage.ts';
import { type State, type Store, useStore } from '../state.ts';

/** What every component can reach. */
export interface Page {
  readonly state: Store<State>;
  readonly settings: Store<Settings>;
  readonly stage: Stage;
  readonly session: Session;
  readonly client: Promise<DetectorClient>;
  readonly kept: Kept;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('This component is outside of the page.');
  return page;
}

export function usePageState<Part>(pick: (state: State) => Part): Part {
  return useStore(usePage().state, pick);
}

export function useSettings(): Settings {
  return useStore(usePage().settings, (settings) => settings);
}
