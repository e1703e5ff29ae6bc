// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../pose/pose.ts';
import type { OrbitView } from './orbit.ts';
import type { PoseStyle } from './pose-shapes.ts';
import type { Fit, Size } from './view.ts';

/** What draws: the processor by a 2d context, or the GPU. All three draw the same picture. */
export const BACKENDS = ['canvas2d', 'webgl2', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

export type RenderCanvas = HTMLCanvasElement | OffscreenCanvas;

/** A picture that can be drawn. */
export type RenderPicture =
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | VideoFrame;

/** One frame to draw. The canvas's own size (`width`, `height`) is the caller's to set. */
export interface Scene {
  /** Intrinsic size of the picture, px; `poses` are in these. */
  readonly size: Size;
  /** Drawn beneath; without one the canvas is transparent there. */
  readonly picture?: RenderPicture | undefined;
  readonly poses: readonly Pose[];
  /** Default `contain`. */
  readonly fit?: Fit;
  /** Shows picture and poses as a mirror does; labels stay readable. Default false. */
  readonly mirror?: boolean;
  readonly style?: PoseStyle;
  /** Shows the people in space instead, those that have `keypoints3D`; picture, fit and mirror do not count then. */
  readonly orbit?: OrbitView | undefined;
}

export interface RendererEvents {
  /** The GPU's context is gone, and with it what was drawn; the sentence says why. `draw` does nothing until it is back. */
  readonly onLost?: (reason: string) => void;
  /** It is back: draw again. */
  readonly onRestored?: () => void;
  /** It does not come back: this renderer draws no more, and another one needs another canvas. */
  readonly onGone?: () => void;
}

export interface PoseRenderer {
  readonly backend: Backend;
  /** Whether the context is gone at the moment. */
  readonly lost: boolean;
  draw(scene: Scene): void;
  /** Lets go of the GPU's memory. The canvas keeps the kind of its context, so another backend needs another canvas. */
  dispose(): void;
}
