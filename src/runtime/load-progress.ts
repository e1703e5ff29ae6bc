// SPDX-License-Identifier: Apache-2.0
// How far the files of a detector have come, for whoever shows a bar.
import { inWords, refuse } from '../pose/check.ts';
import { tell } from './events.ts';

export interface LoadProgress {
  /** Bytes of weights and kernels that are there, unpacked; never fewer than were told before. */
  readonly loadedBytes: number;
  /** Of these files together; undefined while the size of one is not known. */
  readonly totalBytes: number | undefined;
}

/** Told of one file while it is read. */
export interface FileProgress {
  /** So many of its bytes are there. */
  has(bytes: number): void;
  /** So many it will be. */
  isToHave(bytes: number): void;
}

/** Progress of one file more. */
export type WatchFile = () => FileProgress;

/**
 * @param listener What it throws is its own, and disturbs nothing.
 * @throws PoseError `bad-option` for a listener that is no function.
 */
export function watchFiles(listener: ((progress: LoadProgress) => void) | undefined): WatchFile {
  if (listener !== undefined && typeof listener !== 'function') {
    refuse(`onProgress is ${inWords(listener)}, expected a function`);
  }
  const files: { loaded: number; size: number | undefined }[] = [];
  return () => {
    const file: (typeof files)[number] = { loaded: 0, size: undefined };
    files.push(file);
    return {
      has(bytes) {
        file.loaded = bytes;
        if (listener) tell(listener, sumOf(files));
      },
      isToHave(bytes) {
        file.size = bytes;
      },
    };
  };
}

function sumOf(files: readonly { readonly loaded: number; readonly size: number | undefined }[]): LoadProgress {
  let loadedBytes = 0;
  let totalBytes: number | undefined = 0;
  for (const { loaded, size } of files) {
    loadedBytes += loaded;
    totalBytes = size === undefined || totalBytes === undefined ? undefined : totalBytes + size;
  }
  return { loadedBytes, totalBytes };
}
