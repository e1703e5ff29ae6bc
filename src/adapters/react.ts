// SPDX-License-Identifier: Apache-2.0
// `poseswarm/react`: the people of a video element as a hook. React is an optional peer.
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { DetectorOptions } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import type { Pose } from '../pose/pose.ts';
import { followVideo } from './follow-video.ts';

export interface UsePosesOptions extends DetectorOptions {
  /**
   * Called with every frame's people instead of rendering anew, for those who draw by themselves: `poses` of the hook stays empty then.
   * May be another function with every render.
   */
  readonly onPoses?: (poses: readonly Pose[], timestampMs: number) => void;
}

export interface UsedPoses {
  /** The last frame's people, best first; places in the video's own pixels. */
  readonly poses: readonly Pose[];
  /** Undefined until it is ready. */
  readonly detector: Detector | undefined;
  /** The last frame's error, or why there is no detector; undefined while all is well. */
  readonly error: unknown;
}

/** Before the first frame, and after the last one. */
const NOTHING: UsedPoses = { poses: [], detector: undefined, error: undefined };

/**
 * Follows the people of a video from when the component is mounted until it is unmounted; made for `StrictMode`, which mounts twice.
 *
 *     const video = useRef<HTMLVideoElement>(null);
 *     const { poses, error } = usePoses(video);
 *     return <video ref={video} src="dance.mp4" autoPlay muted playsInline />;
 *
 * @param video The element, as `<video ref={video}>` fills it in.
 * @param options Read when the component is mounted: another `key` makes another detector.
 */
export function usePoses(video: RefObject<HTMLVideoElement | null>, options: UsePosesOptions = {}): UsedPoses {
  const [used, setUsed] = useState(NOTHING);
  const { onPoses, ...detectorOptions } = options;
  const first = useRef(detectorOptions);
  const listener = useRef(onPoses);
  useEffect(() => {
    listener.current = onPoses;
  });
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const stop = followVideo(
      element,
      {
        ready: (detector) => setUsed((was) => ({ ...was, detector })),
        error: (error) => setUsed((was) => ({ ...was, error })),
        poses(poses, timestampMs) {
          if (!listener.current) return setUsed((was) => ({ ...was, poses, error: undefined }));
          listener.current(poses, timestampMs);
          // The same state renders nothing.
          setUsed((was) => (was.error === undefined ? was : { ...was, error: undefined }));
        },
      },
      first.current,
    );
    return () => {
      stop();
      setUsed(NOTHING);
    };
  }, [video]);
  return used;
}
