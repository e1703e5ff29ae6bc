// SPDX-License-Identifier: Apache-2.0
import type { DetectorInfo, DetectorStats, Pose } from 'poseswarm';
import { personColours } from 'poseswarm/render';
import { element, make } from './dom.ts';

/** Scores below this are listed as unsure. */
const SURE = 0.3;

/** Milliseconds with as many digits as mean something. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function showSwarm(info: DetectorInfo): void {
  text('agents', String(info.agents));
  text('squads', String(info.squads));
  text('tier', info.tier);
  text('weights', `${Math.round(info.weightsBytes / 1000)} kB`);
  const note = element('degraded', HTMLElement);
  note.hidden = info.degraded.length === 0;
  note.textContent = info.degraded.map(({ message }) => message).join(' · ');
}

export function showTime({ lastMs, scoutMs, squadsMs, consensusMs }: DetectorStats): void {
  text('time', milliseconds(lastMs));
  const parts = { scouts: scoutMs, squads: squadsMs, consensus: consensusMs };
  text(
    'parts',
    Object.entries(parts)
      .map(([name, ms]) => `${name} ${milliseconds(ms)}`)
      .join(' · '),
  );
}

/** Lists the people; undefined when it is not known yet. Rows are kept and filled anew, so that focus and what is unfolded outlive a webcam's frames. */
export function showPoses(poses: readonly Pose[] | undefined): void {
  text('people', poses ? String(poses.length) : '–');
  const list = element('poses', HTMLElement);
  while (list.childElementCount > (poses?.length ?? 0)) list.lastElementChild?.remove();
  poses?.forEach((pose, index) => {
    const item = list.children.item(index);
    fill((item && rows.get(item)) ?? addRow(list), pose, index);
  });
}

interface Row {
  details: HTMLDetailsElement;
  swatch: HTMLElement;
  name: HTMLElement;
  score: HTMLElement;
  pose: Pose | undefined;
}

const rows = new WeakMap<Element, Row>();

function addRow(list: HTMLElement): Row {
  const [swatch, name, score] = [make('span', 'swatch'), make('span', 'name'), make('span', 'score')];
  swatch.setAttribute('aria-hidden', 'true');
  const details = make('details', '', make('summary', '', swatch, name, score));
  const row: Row = { details, swatch, name, score, pose: undefined };
  details.addEventListener('toggle', () => unfold(row));
  const item = make('li', '', details);
  rows.set(item, row);
  list.append(item);
  return row;
}

function fill(row: Row, pose: Pose, index: number): void {
  row.pose = pose;
  row.swatch.style.background = personColours(pose.id ?? index).middle;
  row.name.textContent = `Person ${index + 1}`;
  row.score.textContent = percent(pose.score);
  unfold(row);
}

/** Seventeen lines a person would cost a webcam its frames: they are made while somebody looks. */
function unfold({ details, pose }: Row): void {
  details.querySelector('table')?.remove();
  if (details.open && pose) details.append(keypoints(pose));
}

function keypoints(pose: Pose): HTMLElement {
  const head = make('tr', '', ...['Keypoint', 'x', 'y', 'Score'].map(column));
  const lines = pose.keypoints.map(({ name, x, y, score }) => {
    const title = make('th', '', name.replace('_', ' '));
    title.scope = 'row';
    const cells = [x.toFixed(0), y.toFixed(0), percent(score)].map((value) => make('td', '', value));
    return make('tr', score < SURE ? 'unsure' : '', title, ...cells);
  });
  return make('table', '', make('thead', '', head), make('tbody', '', ...lines));
}

function column(title: string, index: number): HTMLElement {
  const cell = make('th', '', title);
  cell.scope = 'col';
  if (index > 0) cell.className = 'number';
  return cell;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function text(id: string, value: string): void {
  element(id, HTMLElement).textContent = value;
}
