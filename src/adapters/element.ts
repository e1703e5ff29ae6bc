// SPDX-License-Identifier: Apache-2.0
// `poseswarm/element`: <pose-swarm> round a video draws the people over it.
import type { DetectorOptions } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import { refuse } from '../pose/check.ts';
import type { Pose } from '../pose/pose.ts';
import { drawPoses, fitTo } from '../render/index.ts';
import { followVideo } from './follow-video.ts';

/** Events of the element: `poses` for every frame, `ready` once, `error` where something went wrong. They bubble. */
export interface PoseSwarmEvents {
  poses: CustomEvent<{ readonly poses: readonly Pose[]; readonly timestampMs: number }>;
  ready: CustomEvent<{ readonly detector: Detector }>;
  error: CustomEvent<{ readonly error: unknown }>;
}

/** The element. `options` are read when it comes into the document. */
export interface PoseSwarmElement extends HTMLElement {
  options: DetectorOptions;
}

const STYLE = ':host{display:inline-block;position:relative}canvas{position:absolute;pointer-events:none}';

/**
 * Defines the element; a second time it does nothing.
 *
 *     <pose-swarm><video src="dance.mp4" autoplay muted playsinline></video></pose-swarm>
 *
 * The video may have any size and `object-fit`; with the attribute `mirrored` its skeletons are drawn as over a video that a CSS
 * transform mirrors. Nothing is drawn with the attribute `plain`: listen to `poses` then.
 *
 * @throws PoseError `bad-option` for a name that is none of a custom element.
 */
export function definePoseSwarm(name = 'pose-swarm'): void {
  if (!/^[a-z][a-z0-9]*-[a-z0-9-]*$/.test(name))
    refuse(`name is "${name}", expected one with a dash, such as pose-swarm`);
  if (customElements.get(name)) return;
  customElements.define(
    name,
    // In here, so that importing this where there are no elements does no harm.
    class extends HTMLElement implements PoseSwarmElement {
      options: DetectorOptions = {};
      readonly #canvas = document.createElement('canvas');
      readonly #slot = document.createElement('slot');
      #video: HTMLVideoElement | undefined;
      #stop = (): void => {};

      constructor() {
        super();
        // A policy may forbid <style>.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        const shadow = this.attachShadow({ mode: 'open' });
        shadow.adoptedStyleSheets = [sheet];
        shadow.append(this.#slot, this.#canvas);
        this.#slot.addEventListener('slotchange', () => this.#follow());
      }

      connectedCallback(): void {
        this.#follow();
      }

      disconnectedCallback(): void {
        this.#video = undefined;
        this.#stop();
      }

      /** The first video in the element, once. */
      #follow(): void {
        const video = this.querySelector('video') ?? undefined;
        if (video === this.#video) return;
        this.#stop();
        this.#video = video;
        this.#stop = video ? this.#watch(video) : () => {};
      }

      #watch(video: HTMLVideoElement): () => void {
        const context = this.#canvas.getContext('2d');
        const stop = followVideo(
          video,
          {
            ready: (detector) => this.#tell('ready', { detector }),
            error: (error) => this.#tell('error', { error }),
            poses: (poses, timestampMs) => {
              if (context && !this.hasAttribute('plain')) this.#draw(context, video, poses);
              this.#tell('poses', { poses, timestampMs });
            },
          },
          this.options,
        );
        return () => {
          stop();
          context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
        };
      }

      #draw(context: CanvasRenderingContext2D, video: HTMLVideoElement, poses: readonly Pose[]): void {
        const fit = fitTo(video, { mirror: this.hasAttribute('mirrored') });
        Object.assign(this.#canvas, { width: fit.width, height: fit.height }); // which clears it
        Object.assign(this.#canvas.style, placeOf(video));
        drawPoses(context, poses, fit);
      }

      #tell<Name extends keyof PoseSwarmEvents>(name: Name, detail: PoseSwarmEvents[Name]['detail']): void {
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
      }
    },
  );
}

/** Of the video's border box, from the edge of what it is placed in. */
function placeOf({ offsetWidth, offsetHeight, offsetLeft, offsetTop }: HTMLVideoElement): Partial<CSSStyleDeclaration> {
  return {
    width: `${offsetWidth}px`,
    height: `${offsetHeight}px`,
    left: `${offsetLeft}px`,
    top: `${offsetTop}px`,
  };
}
