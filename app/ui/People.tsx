// SPDX-License-Identifier: Apache-2.0
import type { Pose } from 'poseswarm';
import { personColours } from 'poseswarm/render';
import { useState } from 'preact/hooks';
import { milliseconds, percent } from '../sentences.ts';
import { usePageState } from './context.ts';
import { Fact } from './Fact.tsx';

/** What stands where a value will be. */
const NOT_YET = '–';

/** Scores below this are listed as unsure. */
const SURE = 0.3;

export function People() {
  return (
    <>
      <Facts />
      <PoseList />
      <p class="legend">
        <span class="left">the person's left</span>
        <span class="right">the person's right</span>
        <span>thin and faint: unsure</span>
      </p>
    </>
  );
}

function Facts() {
  const { info, stats, shown, where } = usePageState((state) => state);
  const parts = stats && { scouts: stats.scoutMs, squads: stats.squadsMs, consensus: stats.consensusMs };
  // That poses have no third dimension is said where somebody wants to see it.
  const degraded = (info?.degraded ?? []).filter(({ code }) => code !== 'no-lift').map(({ message }) => message);
  if (where && !where.worker) degraded.push(`the swarm runs in the page, which waits for it: ${where.reason}`);
  return (
    <>
      <dl class="facts">
        <div class="wide time">
          <dt>Time</dt>
          <dd id="time">{stats ? milliseconds(stats.lastMs) : '–'}</dd>
          <dd id="parts" class="parts">
            {parts &&
              Object.entries(parts)
                .map(([name, ms]) => `${name} ${milliseconds(ms)}`)
                .join(' · ')}
          </dd>
        </div>
        <Fact id="people" title="People" value={shown?.poses ? String(shown.poses.length) : NOT_YET} />
        <Fact id="agents" title="Agents" value={info ? String(info.agents) : NOT_YET} />
        <Fact id="squads" title="Squads" value={info ? String(info.squads) : NOT_YET} />
        <Fact id="weights" title="Weights" value={info ? `${Math.round(info.weightsBytes / 1000)} kB` : NOT_YET} />
        <Fact id="tier" title="Tier" value={info?.tier ?? NOT_YET} />
        <Fact id="where" title="Runs in" value={where ? whereWords(where.worker, info?.workers ?? 0) : NOT_YET} />
      </dl>
      <p id="degraded" class="note" hidden={degraded.length === 0}>
        {degraded.join(' · ')}
      </p>
    </>
  );
}

function whereWords(worker: boolean, helpers: number): string {
  const place = worker ? 'a worker' : 'the page';
  return helpers === 0 ? place : `${place}, ${helpers} ${helpers === 1 ? 'helps' : 'help'}`;
}

function PoseList() {
  const poses = usePageState((state) => state.shown?.poses);
  return (
    <ol id="poses" class="poses" aria-label="People in the picture">
      {poses?.map((pose, index) => (
        <li key={pose.id ?? index}>
          <PoseRow pose={pose} index={index} />
        </li>
      ))}
    </ol>
  );
}

/** Seventeen lines a person would cost a webcam its frames: they are made while somebody looks. */
function PoseRow({ pose, index }: { readonly pose: Pose; readonly index: number }) {
  const [open, setOpen] = useState(false);
  const { middle } = personColours(pose.id ?? index);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
          <circle cx="7" cy="7" r="6" fill={middle} />
        </svg>
        <span class="name">Person {pose.id ?? index + 1}</span>
        <span class="score">{percent(pose.score)}</span>
      </summary>
      {open && <KeypointTable pose={pose} />}
    </details>
  );
}

function KeypointTable({ pose }: { readonly pose: Pose }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Keypoint</th>
          <th scope="col" class="number">
            x
          </th>
          <th scope="col" class="number">
            y
          </th>
          <th scope="col" class="number">
            Score
          </th>
        </tr>
      </thead>
      <tbody>
        {pose.keypoints.map(({ name, x, y, score }) => (
          <tr key={name} class={score < SURE ? 'unsure' : ''}>
            <th scope="row">{name.replace('_', ' ')}</th>
            <td>{x.toFixed(0)}</td>
            <td>{y.toFixed(0)}</td>
            <td>{percent(score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
