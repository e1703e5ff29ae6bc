// SPDX-License-Identifier: Apache-2.0

/** The numbers that bound pictures and swarms; checked at the public doors and nowhere else. */
export const LIMITS = {
  /** Shortest side of a picture, px. */
  minSide: 8,
  /** Longest side of a picture, px. */
  maxSide: 16384,
  /** Most pixels of a picture. */
  maxPixels: 100e6,
  /** Most people of one picture that squads are sent to: `maxPoses`, and the length of `boxes`. */
  maxPeople: 1000,
  /** Agents of a swarm. */
  minAgents: 100,
  maxAgents: 1000,
  /** Parameters of one agent. */
  minParameters: 64,
  maxParameters: 512,
  /** Squads of a swarm: n squads tolerate floor((n - 1) / 3) faulty ones, so fewer than four tolerate none. */
  minSquads: 4,
  /** More would leave no place on the ballot for the eight guests that may come. */
  maxSquads: 24,
  /** Size of a weights file, bytes. */
  maxWeightsBytes: 1 << 20,
  /** Size of any file that is loaded, weights, kernels and manifest, bytes: reading stops there. */
  maxAssetBytes: 4 << 20,
} as const;
