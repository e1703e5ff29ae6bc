// SPDX-License-Identifier: Apache-2.0
// Loads weights and kernels, and hands out none that was not checked as far as it can be.
import { PoseError, type PoseErrorCode } from '../../pose/errors.ts';
import { type ByteSource, loadBytes } from '../assets.ts';
import { type WatchFile, watchFiles } from '../load-progress.ts';
import { checkKnown } from '../options.ts';
import { addressOf, type PackageAsset } from '../package-assets.ts';
import { RELEASE_KEY } from './release-key.ts';
import { type AssetIntegrity, type AssetVerifier, type Checked, openVerifier } from './verifier.ts';

/** What an asset is called in errors, and the code of the error when it cannot be read. */
const WORDS: Readonly<Record<PackageAsset, readonly [what: string, code: PoseErrorCode]>> = {
  'swarm.safetensors': ['the weights file', 'bad-weights'],
  'kernels.wasm': ['the kernels', 'unsupported'],
  'kernels.relaxed.wasm': ['the kernels', 'unsupported'],
};

export interface LoadedAsset extends Checked {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface AssetLoader {
  /**
   * The asset's bytes from `source`, or those that come along with the package when there is none. The package's own
   * are checked against the package's manifest; others against the caller's `integrity`, if there is one.
   *
   * @throws PoseError `bad-signature` or `bad-hash` when a check fails; `bad-weights` or `unsupported` when the asset
   *   cannot be read.
   */
  load(name: PackageAsset, source: ByteSource | undefined): Promise<LoadedAsset>;
}

/**
 * A loader; each manifest is read once, when the first asset needs it, and beside that asset.
 *
 * @param folder Where a copy of the package's files is; those beside this module when left out.
 * @param watchFile Told how far weights and kernels have come.
 */
export function createAssetLoader(
  integrity: AssetIntegrity | undefined,
  folder?: URL,
  watchFile: WatchFile = watchFiles(undefined),
): AssetLoader {
  const verifiers = new Map<'package' | 'caller', Promise<AssetVerifier | undefined>>();

  function verifier(whose: 'package' | 'caller'): Promise<AssetVerifier | undefined> {
    const open = verifiers.get(whose) ?? openFor(whose, integrity, folder);
    verifiers.set(whose, open);
    return open;
  }

  return {
    async load(name, source) {
      const [what, code] = WORDS[name];
      // Plain JavaScript may say null for nothing: the file that comes along is loaded then, and is to be checked as such.
      const isOwn = isNothing(source);
      const progress = watchFile();
      const opened = verifier(isOwn ? 'package' : 'caller').then((check) => {
        const size = check?.sizeOf(name);
        if (size !== undefined) progress.isToHave(size);
        return check;
      });
      const [bytes, check] = await Promise.all([
        loadBytes(isOwn ? addressOf(name, folder) : source, what, code, progress),
        opened,
      ]);
      progress.isToHave(bytes.byteLength);
      progress.has(bytes.byteLength);
      if (check === undefined) return { bytes, trust: 'unchecked' };
      await check.check(name, bytes);
      const { trust, gap } = check;
      return { bytes, trust, ...(gap === undefined ? {} : { gap }) };
    },
  };
}

async function openFor(
  whose: 'package' | 'caller',
  integrity: AssetIntegrity | undefined,
  folder: URL | undefined,
): Promise<AssetVerifier | undefined> {
  if (whose === 'caller') {
    return integrity && openVerifier({ ...integrity, publicKey: integrity.publicKey ?? RELEASE_KEY });
  }
  return openVerifier({
    manifest: addressOf('manifest.json', folder),
    signature: addressOf('manifest.sig', folder),
    publicKey: RELEASE_KEY,
  });
}

/** Refuses `integrity` that would vouch for nothing. @throws PoseError `bad-option` */
export function checkIntegrity(integrity: AssetIntegrity | undefined, weights: unknown, wasm: unknown): void {
  if (integrity === undefined) return;
  checkKnown(integrity, ['manifest', 'signature', 'publicKey'], 'integrity');
  if (isNothing(weights) && isNothing(wasm)) {
    throw new PoseError(
      'bad-option',
      'integrity is given without weights or wasm, expected assets that it vouches for',
    );
  }
  if (wasm instanceof WebAssembly.Module) {
    throw new PoseError('bad-option', 'wasm is a compiled module, expected its address or bytes beside integrity');
  }
}

function isNothing(source: unknown): source is null | undefined {
  return source === undefined || source === null;
}

/** Whether an error says that an asset is not what its manifest promises: nothing may go on in its place. */
export function isTampering(error: unknown): boolean {
  return error instanceof PoseError && (error.code === 'bad-hash' || error.code === 'bad-signature');
}
