// SPDX-License-Identifier: Apache-2.0
import type { SquadHealth } from 'poseswarm';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drill, Roster } from '../detector/protocol.ts';
import { milliseconds, percent } from '../sentences.ts';
import { unnoticedDamage } from './damage.ts';
import { cellAt, drawMap, layOut, neighbour, type SwarmMap } from './swarm-map.ts';

interface SwarmPanelProps {
  readonly roster: Roster;
  drill(drill: Drill, id: string): Promise<void>;
}

/** The map of the swarm, and what can be done to the agent that is picked on it. */
export function SwarmPanel({ roster, drill }: SwarmPanelProps) {
  const [picked, pick] = useState<string>();
  return (
    <>
      <MapCanvas roster={roster} picked={picked} pick={pick} />
      <p class="legend">
        Colour: reputation. Strength: cost. Crossed: faulty. Hollow: silenced. Lines: who reads whom.
      </p>
      <Picked roster={roster} picked={picked} drill={drill} />
      <Squads roster={roster} drill={drill} />
    </>
  );
}

interface MapProps {
  readonly roster: Roster;
  readonly picked: string | undefined;
  pick(id: string): void;
}

function MapCanvas({ roster, picked, pick }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<SwarmMap>(undefined);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const parent = canvas.current?.parentElement;
    if (!parent) return;
    const observer = new ResizeObserver(() => setWidth(parent.clientWidth));
    observer.observe(parent);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const laid = layOut(roster, width);
    map.current = laid;
    const ratio = devicePixelRatio || 1;
    [element.width, element.height] = [Math.round(laid.width * ratio), Math.round(laid.height * ratio)];
    element.style.height = `${laid.height}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(element);
    const colour = (name: string) => style.getPropertyValue(name);
    drawMap(context, laid, roster.mesh, picked, {
      text: colour('--text'),
      line: colour('--dim'),
      accent: colour('--accent'),
    });
  }, [roster, picked, width]);

  const click = ({ offsetX, offsetY }: MouseEvent) => {
    const cell = map.current && cellAt(map.current, offsetX, offsetY);
    if (cell) pick(cell.agent.id);
  };
  const move = (event: KeyboardEvent) => {
    const laid = map.current;
    if (!laid || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const from = laid.cells.find(({ agent }) => agent.id === picked);
    const next = from ? neighbour(laid, from, event.key) : laid.cells[0];
    if (next) pick(next.agent.id);
  };
  return (
    <div
      id="swarm-map"
      class="swarm-map"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys, so it takes the focus
      tabIndex={0}
      aria-label={`Map of ${roster.agents.length} agents. Arrow keys pick one.`}
      onClick={click}
      onKeyDown={move}
    >
      <canvas ref={canvas} />
    </div>
  );
}

interface PickedProps extends SwarmPanelProps {
  readonly picked: string | undefined;
}

function Picked({ roster, picked, drill }: PickedProps) {
  const agent = roster.agents.find(({ id }) => id === picked);
  if (!agent) return <p class="note">Pick an agent to see it, to switch it off or to break it: the poses hold.</p>;
  const { id, level, role, parameters, reputation, costMs, state } = agent;
  return (
    <div class="picked">
      <p aria-live="polite">
        <b id="picked">{id}</b> <span class={`state ${state}`}>{state}</span>
      </p>
      <p class="note">
        level {level}, {role}, {parameters} parameters, reputation {reputation.toFixed(2)}
        {costMs > 0 && `, ${(costMs * 1000).toFixed(0)} µs a person`}
      </p>
      <Drills id={id} drill={drill} />
    </div>
  );
}

function Squads({ roster, drill }: SwarmPanelProps) {
  return (
    <ul class="squads" aria-label="Squads">
      {roster.squads.map((squad) => (
        <SquadRow key={squad.id} squad={squad} damaged={unnoticedDamage(squad, roster.agents)} drill={drill} />
      ))}
    </ul>
  );
}

interface SquadRowProps {
  readonly squad: SquadHealth;
  readonly damaged: number;
  readonly drill: SwarmPanelProps['drill'];
}

function SquadRow({ squad: { id, state, reputation, weight, costMs }, damaged, drill }: SquadRowProps) {
  return (
    <li data-squad={id}>
      <span>
        <b>{id}</b> <span class={`state ${state}`}>{state}</span>
        <small>
          reputation {reputation.toFixed(2)}, weight {percent(weight)}
          {costMs > 0 && `, ${milliseconds(costMs)}`}
          {damaged > 0 && `; ${damaged} agents damaged, not noticed yet`}
        </small>
      </span>
      <Drills id={id} drill={drill} />
    </li>
  );
}

const DRILLS: readonly (readonly [Drill, string])[] = [
  ['silence', 'Silence'],
  ['corrupt', 'Corrupt'],
  ['restore', 'Restore'],
];

function Drills({ id, drill }: { readonly id: string; readonly drill: SwarmPanelProps['drill'] }) {
  return (
    <span class="drills">
      {DRILLS.map(([name, words]) => (
        <button
          key={name}
          type="button"
          class="small-button"
          aria-label={`${words} ${id}`}
          onClick={() => drill(name, id)}
        >
          {words}
        </button>
      ))}
    </span>
  );
}
