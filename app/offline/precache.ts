// SPDX-License-Identifier: Apache-2.0

/** What the service worker keeps. Filled in when the page is built, in place of the name `__PRECACHE__`. */
export interface Precache {
  /** Another one for every other set of files. */
  readonly version: string;
  /** Address relative to the service worker, and its Subresource Integrity (`sha256-…`). */
  readonly files: readonly (readonly [path: string, integrity: string])[];
}
