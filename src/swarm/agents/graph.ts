// SPDX-License-Identifier: Apache-2.0
// The swarm graph as plain data: which programs there are, which layers they have, and who reads whose messages.
import type { InputSize, View } from '../../frame/crop.ts';

/** Channels of a message tile: four f32x4 a pixel. */
export const TILE_CHANNELS = 16;
/** Quads of channels in a tile; quad q of a layer is tile q >> 2, channels (q & 3) * 4 to + 3. */
export const TILE_QUADS = 4;

interface LayerBase {
  readonly id: string;
  /** Id of the layer that is read, or `'input'`. */
  readonly from: string;
}

/** Agents that turn pixels into messages: 3x3 stride 2 of RGB, bias, ReLU; one tile each. */
export interface StemLayer extends LayerBase {
  readonly op: 'stem';
  readonly agents: number;
}

/** Agents that read four quads each: depthwise 3x3, pointwise 16x16, bias, ReLU, and maybe a gate; one tile each. */
export interface MixLayer extends LayerBase {
  readonly op: 'mix';
  readonly agents: number;
  readonly stride: 1 | 2;
  /** Four quads of the layer that is read, for each agent. */
  readonly reads: readonly (readonly number[])[];
  /** Agent a adds tile a of the layer that is read before its ReLU. */
  readonly residual: boolean;
  /** Each agent then scales its channels by what the layer's tiles are on average, those of the quads that it reads. */
  readonly gate: boolean;
}

/** Tile t is `skip`'s tile t plus the tiles `adds[t]` of the deeper layer, upsampled by two. No agents. */
export interface JoinLayer extends LayerBase {
  readonly op: 'join';
  readonly skip: string;
  readonly adds: readonly (readonly number[])[];
}

/** Agents that read every channel of a layer and write one plane of logits each. */
export interface HeadLayer extends LayerBase {
  readonly op: 'head';
  readonly agents: number;
  readonly role: string;
  readonly names: readonly string[];
}

/** The coordinator: one agent like a mix agent with one output plane: where a closer look pays. */
export interface FocusLayer extends LayerBase {
  readonly op: 'focus';
  readonly agents: 1;
  readonly reads: readonly (readonly number[])[];
}

/** Adds to each joint's plane the planes of its regions, upsampled by two. No agents. */
export interface AttendLayer extends LayerBase {
  readonly op: 'attend';
  readonly regions: string;
  readonly reads: readonly (readonly number[])[];
}

/** Softmax and soft-argmax of each joint's plane into a record. No agents. */
export interface DecodeLayer extends LayerBase {
  readonly op: 'decode';
}

/** Agents that move their joint by less than a cell. */
export interface RefineLayer extends LayerBase {
  readonly op: 'refine';
  readonly agents: number;
  readonly names: readonly string[];
}

export type Layer = StemLayer | MixLayer | JoinLayer | HeadLayer | FocusLayer | AttendLayer | DecodeLayer | RefineLayer;

interface ProgramBase {
  readonly id: string;
  readonly input: InputSize;
  readonly layers: readonly Layer[];
}

/** A squad: sees one person in its own crop and casts one vote for each keypoint. */
export interface SquadProgram extends ProgramBase {
  readonly kind: 'squad';
  readonly view: View;
}

/** The scouts: see a whole picture, or a window of it, and propose people. */
export interface ScoutProgram extends ProgramBase {
  readonly kind: 'scout';
  /** A cell proposes a person when its centre probability is above this. */
  readonly threshold: number;
  /** A window is looked at closer when the coordinator's probability is above this. */
  readonly focusThreshold: number;
}

export type Program = SquadProgram | ScoutProgram;

/** Who judges people as a whole: whom the scouts found, and those in boxes that the caller named. */
export const PEOPLE = { found: 'person', given: 'given' } as const;

/** Gain and offset of a score's logit. */
export type Line = readonly [gain: number, offset: number];

/** What makes the scores true of keypoints, and of people as a whole, about whom a certain number of squads voted. */
export interface Lines {
  readonly face: Line;
  readonly body: Line;
  readonly person: Line;
  readonly given: Line;
}

/** Agents shared by all squads: they judge keypoints after the consensus. */
export interface Level4 {
  readonly assessors: { readonly names: readonly string[]; readonly tensor: string };
  readonly validators: {
    readonly names: readonly string[];
    /** Joint indices [inner, outer] of each validator's limb; it judges the outer one. */
    readonly limbs: readonly (readonly [inner: number, outer: number])[];
    readonly tensor: string;
  };
  /** Agents that judge people as a whole, named as in `PEOPLE`; without them a person's score is made of the keypoints'. */
  readonly people?: { readonly names: readonly string[]; readonly tensor: string };
  /** For one vote, two, and so on, up to one less than there are squads; without them scores stay as the agents say. */
  readonly fewer?: readonly Lines[];
}

/** Agents that turn a person's keypoints in the picture into places in space; an optional section of the graph. */
export interface Lift {
  /** Metres of the person whose size they answer for. */
  readonly height: number;
  /** Keypoints below this score count as missing. */
  readonly minScore: number;
  /** Each reads x, y and score of the keypoints `joints[agent]` and writes one message of 16 channels. */
  readonly encoders: { readonly names: readonly string[]; readonly joints: readonly (readonly number[])[] };
  /** Each reads the quads `reads[agent]` (quad q is channels 4 (q & 3) to + 3 of agent q >> 2) and adds to its own message. */
  readonly mixers: readonly { readonly names: readonly string[]; readonly reads: readonly (readonly number[])[] }[];
  /** One a keypoint: reads all messages and its own keypoint, writes x, y and z. */
  readonly lifters: { readonly names: readonly string[] };
}

/** Agents that say how likely each joint is right after where it was; an optional section of the graph. */
export interface Temporal {
  /** One a keypoint. */
  readonly validators: { readonly names: readonly string[]; readonly tensor: string };
}

export interface SwarmGraph {
  readonly name: string;
  /** Where the weights come from, in the exporter's words; empty when the file does not say. */
  readonly trained: string;
  readonly keypoints: number;
  readonly squads: readonly SquadProgram[];
  readonly scout: ScoutProgram;
  readonly level4: Level4;
  /** Mean confidence of a squad's surest votes above which a person is upright; 0 when the file does not say: then all are. */
  readonly uprightMass: number;
  /** Undefined when the file has no lifters. */
  readonly lift: Lift | undefined;
  /** Undefined when the file has no temporal validators. */
  readonly temporal: Temporal | undefined;
}

/** The names a scout's head must have, in order: one probability and four log distances. */
export const SCOUT_PLANES = ['center', 'left', 'top', 'right', 'bottom'] as const;
