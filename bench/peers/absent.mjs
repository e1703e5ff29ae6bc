// SPDX-License-Identifier: Apache-2.0
/** Stands for runtimes that pose-detection names and that this bench does not use; making one is an error. */
export class Pose {
  constructor() {
    throw new Error('MediaPipe’s runtime is not part of this bench');
  }
}

export class WebGPUBackend {}
export const webgpu_util = {};
