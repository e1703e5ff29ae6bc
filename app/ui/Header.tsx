// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import icon from '../icon.svg';
import { isDark, toggleTheme } from '../theme.ts';
import { Icon } from './Icon.tsx';

export function Header() {
  return (
    <header class="bar">
      <img class="logo" src={icon} alt="" width="34" height="34" />
      <div class="words">
        <h1>poseswarm</h1>
        <p>Poses by a swarm of tiny neural agents, on this device.</p>
      </div>
      <ShareButton />
      <ThemeButton />
    </header>
  );
}

/** Copies the address, which holds the settings and nothing else. */
function ShareButton() {
  const [said, say] = useState('');
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say('Copied');
    } catch {
      say('See the address bar');
    }
    setTimeout(() => say(''), 2000);
  };
  return (
    <button id="share" class="quiet" type="button" aria-label="Share: copy a link with these settings" onClick={share}>
      <Icon name="link" />
      <span class={said ? 'said' : 'wide-only'} aria-live="polite">
        {said || 'Share'}
      </span>
    </button>
  );
}

function ThemeButton() {
  const [dark, setDark] = useState(isDark);
  const toggle = () => {
    toggleTheme();
    setDark(isDark());
  };
  const label = dark ? 'Change to light colours' : 'Change to dark colours';
  return (
    <button id="theme" class="quiet" type="button" aria-label={label} title={label} onClick={toggle}>
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
