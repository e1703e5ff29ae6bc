// SPDX-License-Identifier: Apache-2.0
import type { Pose } from 'poseswarm';
import {
  createRenderer,
  createTrails,
  DEFAULT_ORBIT,
  type OrbitView,
  orbitBy,
  type PoseRenderer,
  type Scene,
} from 'poseswarm/render';
import type { FramePicture } from '../detector/protocol.ts';
import { sentence } from '../sentences.ts';
import { isMirrored, type Settings } from '../settings.ts';
import type { State, Store } from '../state.ts';

/** A frame to show; the stage closes the picture once it shows another. */
export interface StageFrame {
  readonly picture: FramePicture;
  readonly width: number;
  readonly height: number;
  readonly poses: readonly Pose[];
  /** Of a video's frame. */
  readonly timestampMs?: number | undefined;
  /** Whether it comes from a camera that faces the user. */
  readonly selfie: boolean;
}

/** The canvas and what draws on it. */
export interface Stage {
  /** Draws on this canvas from now on; it must be fresh. */
  attach(canvas: HTMLCanvasElement): Promise<void>;
  show(frame: StageFrame): void;
  /** Other poses in the frame that is shown. */
  showPoses(poses: readonly Pose[]): void;
  /** Draws the last frame again: the canvas has another size, or the settings have changed. */
  redraw(): void;
  /** The last frame, as it is drawn. */
  scene(): Scene | undefined;
  orbit(dx: number, dy: number, zoom?: number): void;
  clearTrails(): void;
  /** Milliseconds that the last drawing took. */
  readonly drawMs: number;
}

/** No canvas is sharper than this: more px cost time and nobody sees them. */
const MOST_PX_RATIO = 2;

export function createStage(state: Store<State>, settings: Store<Settings>): Stage {
  const trails = createTrails();
  let canvas: HTMLCanvasElement | undefined;
  let renderer: PoseRenderer | undefined;
  let frame: StageFrame | undefined;
  let view: OrbitView = DEFAULT_ORBIT;
  let drawMs = 0;

  const pixelRatio = () => Math.min(devicePixelRatio || 1, MOST_PX_RATIO);

  function scene(): Scene | undefined {
    if (!frame) return undefined;
    const chosen = settings.get();
    const { fit, skeletons, labels, boxes, angles, space, trails: withTrails } = chosen;
    return {
      size: frame,
      picture: frame.picture,
      poses: frame.poses,
      fit,
      mirror: isMirrored(chosen, frame.selfie),
      orbit: space ? view : undefined,
      style: { pixelRatio: pixelRatio(), skeletons, labels, boxes, angles, trails: withTrails ? trails : undefined },
    };
  }

  function draw(): void {
    const shown = scene();
    if (!shown || !canvas || !renderer) return;
    const start = performance.now();
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((px) => Math.round(px * pixelRatio()));
    if (!width || !height) return; // not laid out yet: the observer of its size calls again
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    renderer.draw(shown);
    drawMs = performance.now() - start;
  }

  return {
    get drawMs() {
      return drawMs;
    },
    scene,
    async attach(fresh) {
      canvas = fresh;
      renderer?.dispose();
      renderer = undefined;
      const events = {
        onLost: (reason: string) => state.set({ notice: `Drawing stopped: ${reason}.` }),
        // A canvas keeps the kind of its context: another setting brings another canvas.
        onGone() {
          state.set({ notice: `${state.get().notice} A 2d context draws instead.` });
          settings.set({ renderer: 'canvas2d' });
        },
        onRestored: () => {
          state.set({ notice: '' });
          draw();
        },
      };
      const { renderer: backend } = settings.get();
      const made = await createRenderer(fresh, { backend, ...events }).catch(async (error: unknown) => {
        state.set({ notice: `${sentence(error)} A 2d context draws instead.` });
        return createRenderer(fresh, { backend: 'canvas2d', ...events });
      });
      if (canvas !== fresh) return made.dispose(); // another one came meanwhile
      renderer = made;
      state.set({ backend: made.backend });
      draw();
    },
    show(next) {
      if (frame && frame.picture !== next.picture) frame.picture.close();
      frame = next;
      if (next.timestampMs !== undefined) trails.add(next.poses, next.timestampMs);
      draw();
    },
    showPoses(poses) {
      if (frame) frame = { ...frame, poses };
      draw();
    },
    redraw: draw,
    orbit(dx, dy, zoom = 1) {
      view = orbitBy(view, dx, dy, canvas?.clientHeight ?? 1, zoom);
      draw();
    },
    clearTrails: () => trails.clear(),
  };
}
