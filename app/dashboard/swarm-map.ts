// SPDX-License-Identifier: Apache-2.0
import type { AgentHealth } from 'poseswarm';
import type { Roster } from '../detector/protocol.ts';

/** Where an agent's cell lies on the map, px. */
export interface Cell {
  readonly agent: AgentHealth;
  readonly x: number;
  readonly y: number;
}

/** A squad, or another team, with its title above its cells. */
export interface Block {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface SwarmMap {
  /** In the roster's order. */
  readonly cells: readonly Cell[];
  readonly blocks: readonly Block[];
  readonly width: number;
  readonly height: number;
}

export const CELL = 7;
const GAP = 2;
const PITCH = CELL + GAP;
const TITLE = 18;
const COLUMNS = 2;
const BETWEEN = 14;

/** Teams beside and below each other; in each a layer is a row, from pixels (above) to votes (below). */
export function layOut({ agents }: Roster, width: number): SwarmMap {
  const teams = groupBy(agents, ({ squad }) => squad);
  const column = (width - BETWEEN * (COLUMNS - 1)) / COLUMNS;
  const places = new Map<AgentHealth, Cell>();
  const blocks: Block[] = [];
  const bottoms = new Array<number>(COLUMNS).fill(0);
  for (const [id, team] of teams) {
    const at = bottoms.indexOf(Math.min(...bottoms));
    const left = at * (column + BETWEEN);
    let y = (bottoms[at] ?? 0) + TITLE;
    blocks.push({ id, x: left, y: y - TITLE, width: column });
    for (const layer of groupBy(team, (agent) => agent.id.split('/')[1] ?? '').values()) {
      const perRow = Math.max(1, Math.floor(column / PITCH));
      for (const [k, agent] of layer.entries()) {
        const inRow = Math.min(perRow, layer.length - Math.floor(k / perRow) * perRow);
        const start = left + (column - inRow * PITCH + GAP) / 2;
        places.set(agent, { agent, x: start + (k % perRow) * PITCH, y: y + Math.floor(k / perRow) * PITCH });
      }
      y += Math.ceil(layer.length / perRow) * PITCH + 3;
    }
    bottoms[at] = y + BETWEEN;
  }
  const cells = agents.flatMap((agent) => places.get(agent) ?? []);
  return { cells, blocks, width, height: Math.max(0, ...bottoms) };
}

/** As `Map.groupBy`, which browsers of 2023 lack. */
function groupBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
}

export function cellAt({ cells }: SwarmMap, x: number, y: number): Cell | undefined {
  return cells.find((cell) => x >= cell.x - 1 && x < cell.x + PITCH && y >= cell.y - 1 && y < cell.y + PITCH);
}

const DIRECTIONS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest cell in the direction of an arrow key. */
export function neighbour({ cells }: SwarmMap, from: Cell, key: string): Cell | undefined {
  const [right, down] = DIRECTIONS[key] ?? [0, 0];
  const ahead = (cell: Cell) => (cell.x - from.x) * right + (cell.y - from.y) * down;
  const aside = (cell: Cell) => Math.abs((cell.x - from.x) * down) + Math.abs((cell.y - from.y) * right);
  const far = (cell: Cell) => ahead(cell) + 3 * aside(cell);
  return cells.filter((cell) => ahead(cell) > 0).sort((a, b) => far(a) - far(b))[0];
}

/** Red for no reputation, green-blue for the best; pale for who costs nothing, full for who costs most. */
function paint(agent: AgentHealth, mostMs: number): string {
  const hue = Math.round(175 * Math.max(0, Math.min(1, agent.reputation)));
  const cost = mostMs > 0 ? Math.sqrt(agent.costMs / mostMs) : 1;
  return `hsl(${agent.state === 'faulty' ? 0 : hue} 70% 42% / ${(0.35 + 0.65 * cost).toFixed(2)})`;
}

export interface MapColours {
  readonly text: string;
  readonly line: string;
  readonly accent: string;
}

/** Draws cells, titles and the mesh; what the picked agent reads, and who reads it, stands out. */
export function drawMap(
  context: CanvasRenderingContext2D,
  map: SwarmMap,
  mesh: readonly number[],
  picked: string | undefined,
  colours: MapColours,
): void {
  context.clearRect(0, 0, map.width, map.height);
  drawMesh(context, map, mesh, picked, colours);
  const mostMs = Math.max(0, ...map.cells.map(({ agent }) => agent.costMs));
  for (const { agent, x, y } of map.cells) {
    context.fillStyle = paint(agent, mostMs);
    context.strokeStyle = colours.text;
    context.lineWidth = 1;
    if (agent.state === 'silenced') context.strokeRect(x + 0.5, y + 0.5, CELL - 1, CELL - 1);
    else context.fillRect(x, y, CELL, CELL);
    if (agent.state === 'faulty') cross(context, x, y);
    if (agent.id === picked) {
      context.lineWidth = 2;
      context.strokeRect(x - 1.5, y - 1.5, CELL + 3, CELL + 3);
    }
  }
  context.fillStyle = colours.text;
  context.font = '600 11px system-ui, sans-serif';
  for (const { id, x, y } of map.blocks) context.fillText(id === 'swarm' ? 'shared' : id, x, y + 11);
}

function drawMesh(
  context: CanvasRenderingContext2D,
  { cells }: SwarmMap,
  mesh: readonly number[],
  picked: string | undefined,
  { line, accent }: MapColours,
): void {
  const middle = CELL / 2;
  for (const strong of [false, true]) {
    context.beginPath();
    for (let k = 0; k < mesh.length; k += 2) {
      const [reader, read] = [cells[mesh[k] ?? -1], cells[mesh[k + 1] ?? -1]];
      if (!reader || !read) continue;
      if ((reader.agent.id === picked || read.agent.id === picked) !== strong) continue;
      context.moveTo(reader.x + middle, reader.y + middle);
      context.lineTo(read.x + middle, read.y + middle);
    }
    context.strokeStyle = strong ? accent : line;
    context.globalAlpha = strong ? 0.9 : 0.3;
    context.lineWidth = strong ? 1.2 : 0.5;
    context.stroke();
  }
  context.globalAlpha = 1;
}

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + CELL, y + CELL);
  context.moveTo(x + CELL, y);
  context.lineTo(x, y + CELL);
  context.stroke();
}
