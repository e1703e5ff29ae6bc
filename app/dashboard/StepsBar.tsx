// SPDX-License-Identifier: Apache-2.0
import type { Steps } from 'poseswarm/observe';

/** Parts of the bar from the camera to the screen; waiting for the next frame is no work, and not in it. */
const NAMES = ['reading', 'scouts', 'squads', 'consensus', 'hand-over', 'drawing', 'page'] as const;

/** Mean milliseconds of each step, as one bar and as a list. */
export function StepsBar({ steps, monitoringMs }: { readonly steps: Steps; readonly monitoringMs: number }) {
  const parts = [...NAMES.map((name) => [name, steps[name] ?? 0] as const), ['monitoring', monitoringMs] as const];
  const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
  if (total === 0) return <p class="note">Start a webcam, a screen or a video to see this.</p>;
  let left = 0;
  return (
    <div class="steps">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {parts.map(([name, ms], k) => {
          const width = (100 * ms) / total;
          left += width;
          return <rect key={name} class={`step-${k}`} x={left - width} y="0" width={width} height="6" />;
        })}
      </svg>
      <ul>
        {parts.map(([name, ms], k) => (
          <li key={name}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect class={`step-${k}`} width="10" height="10" rx="2" />
            </svg>
            {name} <b data-step={name}>{ms.toFixed(2)} ms</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
