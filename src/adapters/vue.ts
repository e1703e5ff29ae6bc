// SPDX-License-Identifier: Apache-2.0
// `poseswarm/vue`: the people of a video element as a composable. Vue is an optional peer.
import { onWatcherCleanup, type ShallowRef, shallowRef, watch } from 'vue';
import type { DetectorOptions } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import type { Pose } from '../pose/pose.ts';
import { followVideo } from './follow-video.ts';

export interface UsedPoses {
  /** The last frame's people, best first; places in the video's own pixels. */
  readonly poses: Readonly<ShallowRef<readonly Pose[]>>;
  /** Undefined until it is ready. */
  readonly detector: Readonly<ShallowRef<Detector | undefined>>;
  /** The last frame's error, or why there is no detector; undefined while all is well. */
  readonly error: Readonly<ShallowRef<unknown>>;
}

/**
 * Follows the people of a video while its element is mounted.
 *
 *     const video = useTemplateRef('video');
 *     const { poses, error } = usePoses(video);
 *
 * @param video The element, as `<video ref="video">` fills it in.
 * @param options As of `createDetector`.
 */
export function usePoses(
  video: Readonly<ShallowRef<HTMLVideoElement | null | undefined>>,
  options: DetectorOptions = {},
): UsedPoses {
  const poses = shallowRef<readonly Pose[]>([]);
  const detector = shallowRef<Detector>();
  const error = shallowRef<unknown>();
  watch(
    video,
    (element) => {
      if (!element) return;
      const stop = followVideo(
        element,
        {
          ready(made) {
            detector.value = made;
          },
          error(reason) {
            error.value = reason;
          },
          poses(people) {
            error.value = undefined;
            poses.value = people;
          },
        },
        options,
      );
      onWatcherCleanup(() => {
        stop();
        poses.value = [];
        detector.value = undefined;
        error.value = undefined;
      });
    },
    { immediate: true, flush: 'post' },
  );
  return { poses, detector, error };
}
