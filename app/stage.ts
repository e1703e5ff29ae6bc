// SPDX-License-Identifier: Apache-2.0
import type { Pose } from 'poseswarm';
import { drawPoses } from 'poseswarm/render';
import { peopleWords } from './sentences.ts';

/** Longest side of the canvas: small pictures are enlarged so that lines and labels stay sharp, large ones reduced. */
const SMALLEST = 960;
const LARGEST = 1600;

export interface View {
  /** How the picture is called in the canvas's description. */
  name: string;
  source: CanvasImageSource;
  /** Intrinsic size, px. */
  width: number;
  height: number;
  /** Show it as a mirror does; the poses are given mirrored already. */
  mirror: boolean;
  /** What was found; missing while the swarm is looking. */
  poses?: readonly Pose[];
}

export interface Stage {
  show(view: View): void;
}

export function createStage(canvas: HTMLCanvasElement, empty: HTMLElement): Stage {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser gives no 2d canvas context.');

  return {
    show({ name, source, width, height, mirror, poses }) {
      const longest = Math.max(width, height);
      const scale = Math.min(LARGEST, Math.max(SMALLEST, longest)) / longest;
      const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== high) canvas.height = high;
      context.setTransform(mirror ? -1 : 1, 0, 0, 1, mirror ? wide : 0, 0);
      context.drawImage(source, 0, 0, wide, high);
      context.resetTransform();
      canvas.setAttribute('aria-label', poses ? `${name}: ${peopleWords(poses.length).toLowerCase()}` : name);
      canvas.hidden = false;
      empty.hidden = true;
      const pixelRatio = canvas.width / Math.max(1, canvas.clientWidth);
      if (poses) drawPoses(context, poses, { scale, pixelRatio });
    },
  };
}
