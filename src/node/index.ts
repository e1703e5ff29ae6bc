// SPDX-License-Identifier: Apache-2.0
// For Node: the same detector, which also takes paths of files.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OPTION_NAMES } from '../detector/options.ts';
import { type AssetIntegrity, createDetector, type Detector, type DetectorOptions } from '../index.ts';
import { checkKnown } from '../pose/check.ts';

export * from '../index.ts';

/** Files that come along with the package. */
export const ASSET_URLS = {
  weights: new URL('../../weights/swarm.safetensors', import.meta.url),
  kernels: new URL('../../assets/kernels.wasm', import.meta.url),
  relaxedKernels: new URL('../../assets/kernels.relaxed.wasm', import.meta.url),
} as const;

/**
 * A detector whose `weights`, `wasm`, `assetsUrl` and files of `integrity` may be paths, relative to the working folder.
 *
 * @throws PoseError as `createDetector`.
 */
export async function createNodeDetector(options: DetectorOptions = {}): Promise<Detector> {
  checkKnown(options, OPTION_NAMES, 'options');
  const { weights, wasm, integrity, assetsUrl } = options;
  return createDetector({
    ...options,
    ...(typeof weights === 'string' ? { weights: addressOf(weights) } : {}),
    ...(typeof wasm === 'string' ? { wasm: addressOf(wasm) } : {}),
    ...(typeof assetsUrl === 'string' ? { assetsUrl: addressOf(assetsUrl) } : {}),
    // What is no object is refused by `createDetector`.
    ...(typeof integrity === 'object' && integrity !== null ? { integrity: withAddresses(integrity) } : {}),
  });
}

function withAddresses(integrity: AssetIntegrity): AssetIntegrity {
  const { manifest, signature } = integrity;
  return {
    ...integrity,
    manifest: typeof manifest === 'string' ? addressOf(manifest) : manifest,
    signature: typeof signature === 'string' ? addressOf(signature) : signature,
  };
}

/** An address stays one; everything else is a path (`C:\weights` is no address, although it parses as one). */
function addressOf(text: string): URL | string {
  return /^([a-z][a-z0-9+.-]+:\/\/|data:)/i.test(text) ? text : pathToFileURL(resolve(text));
}
