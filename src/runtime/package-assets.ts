// SPDX-License-Identifier: Apache-2.0
// Where the files are that come along with the package. One literal each, and in this form, because bundlers find
// assets by it.

export const PACKAGE_ASSETS = {
  'swarm.safetensors': (): URL => new URL('../../weights/swarm.safetensors', import.meta.url),
  'kernels.wasm': (): URL => new URL('../../assets/kernels.wasm', import.meta.url),
  'kernels.relaxed.wasm': (): URL => new URL('../../assets/kernels.relaxed.wasm', import.meta.url),
  'manifest.json': (): URL => new URL('../../weights/manifest.json', import.meta.url),
  'manifest.sig': (): URL => new URL('../../weights/manifest.sig', import.meta.url),
} as const;

/** The assets that the manifest lists. */
export type PackageAsset = Exclude<keyof typeof PACKAGE_ASSETS, 'manifest.json' | 'manifest.sig'>;
