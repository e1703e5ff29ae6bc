// SPDX-License-Identifier: Apache-2.0
// Where the files are that come along with the package.
import { inWords, kindOf, refuse } from '../pose/check.ts';

/** Beside this module: one literal each, and in this form, because bundlers find assets by it. */
export const PACKAGE_ASSETS = {
  'swarm.safetensors': (): URL => new URL('../../weights/swarm.safetensors', import.meta.url),
  'kernels.wasm': (): URL => new URL('../../assets/kernels.wasm', import.meta.url),
  'kernels.relaxed.wasm': (): URL => new URL('../../assets/kernels.relaxed.wasm', import.meta.url),
  'manifest.json': (): URL => new URL('../../weights/manifest.json', import.meta.url),
  'manifest.sig': (): URL => new URL('../../weights/manifest.sig', import.meta.url),
} as const;

/** In a copy of the package's `dist/`. */
const COPIED: Readonly<Record<keyof typeof PACKAGE_ASSETS, string>> = {
  'swarm.safetensors': 'weights/swarm.safetensors',
  'kernels.wasm': 'assets/kernels.wasm',
  'kernels.relaxed.wasm': 'assets/kernels.relaxed.wasm',
  'manifest.json': 'weights/manifest.json',
  'manifest.sig': 'weights/manifest.sig',
};

/** The assets that the manifest lists. */
export type PackageAsset = Exclude<keyof typeof PACKAGE_ASSETS, 'manifest.json' | 'manifest.sig'>;

/** Where one of the package's files is: in the copy at `folder`, or beside this module. */
export function addressOf(name: keyof typeof PACKAGE_ASSETS, folder: URL | undefined): URL {
  return folder ? new URL(COPIED[name], folder) : PACKAGE_ASSETS[name]();
}

/** The workers' script in the copy at `folder`. */
export function workerScript(folder: URL): URL {
  return new URL('src/runtime/workers/swarm-worker.js', folder);
}

/**
 * The folder that a copy of the package's `dist/` is said to be in, with a slash at its end.
 *
 * @throws PoseError `bad-option` for what is no address.
 */
export function checkFolder(address: URL | string | undefined): URL | undefined {
  if (address === undefined) return undefined;
  const base = typeof location === 'undefined' ? undefined : location.href;
  const text = typeof address === 'string' || kindOf(address) === 'URL' ? String(address) : '';
  if (text === '' || !URL.canParse(text, base)) {
    refuse(`assetsUrl is ${inWords(address)}, expected the address of a copy of the package's dist/`);
  }
  return new URL(text.endsWith('/') ? text : `${text}/`, base);
}
