// SPDX-License-Identifier: Apache-2.0

import { TABS, type Tab } from '../settings.ts';
import { usePage, useSettings } from './context.ts';
import { lazy } from './lazy.tsx';
import { People } from './People.tsx';
import { SettingsForm } from './SettingsForm.tsx';

/** The dashboard is loaded when it is opened: most visitors look at poses. */
const Dashboard = lazy(() => import('../dashboard/Dashboard.tsx').then(({ Dashboard }) => Dashboard));

const TITLES: Readonly<Record<Tab, string>> = { people: 'People', swarm: 'Swarm', settings: 'Settings' };

export function Panel() {
  const { settings } = usePage();
  const { tab } = useSettings();
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] ?? tab;
    settings.set({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="panel" aria-label="Results">
      <div class="tabs" role="tablist" aria-label="Results" onKeyDown={move}>
        {TABS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            class="tab"
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => settings.set({ tab: name })}
          >
            {TITLES[name]}
          </button>
        ))}
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'people' && <People />}
        {tab === 'swarm' && <Dashboard />}
        {tab === 'settings' && <SettingsForm />}
      </div>
    </aside>
  );
}
