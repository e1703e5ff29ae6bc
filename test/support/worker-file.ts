// SPDX-License-Identifier: Apache-2.0
// The workers' script as one file: Node runs no TypeScript in its threads, and the unit tests build nothing else.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const ENTRY = fileURLToPath(new URL('../../src/runtime/workers/swarm-worker.ts', import.meta.url));

/** Builds the script into a temporary folder; its address. */
export async function buildWorker(): Promise<URL> {
  const outDir = await mkdtemp(join(tmpdir(), 'poseswarm-worker-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ...{ outDir, target: 'es2023', minify: false, emptyOutDir: false },
      lib: { entry: ENTRY, formats: ['es'], fileName: () => 'swarm-worker.mjs' },
    },
  });
  return pathToFileURL(join(outDir, 'swarm-worker.mjs'));
}
