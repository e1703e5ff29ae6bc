// SPDX-License-Identifier: Apache-2.0
// When the page is built: tells the service worker which files there are.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { Precache } from './precache.ts';

const WORKER = 'service-worker.js';
const PLACEHOLDER = '__PRECACHE__';

/** Every file of a built page with its hash; the page itself is kept as its folder's address. */
export async function listPrecache(folder: string): Promise<Precache> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== join(folder, WORKER))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => {
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('base64');
      const address = path.slice(folder.length + 1).replaceAll(sep, '/');
      return [`./${address === 'index.html' ? '' : address}`, `sha256-${hash}`] as const;
    }),
  );
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
  return { version, files };
}

/** Bundles the service worker beside the page, as one file at the page's own address, and fills in its list. */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    config: ({ root = '.' }) => ({
      build: {
        rolldownOptions: {
          input: { index: join(root, 'index.html'), [WORKER]: join(root, 'offline/service-worker.ts') },
          output: {
            entryFileNames: ({ name }) => (name === WORKER ? WORKER : 'assets/[name]-[hash].js'),
          },
        },
      },
    }),
    generateBundle(_, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== 'chunk') this.error(`${WORKER} was not built`);
      // Browsers differ in which service workers may import.
      if (worker.imports.length > 0) this.error(`${WORKER} imports ${worker.imports.join(', ')}; expected one file`);
    },
    writeBundle: {
      order: 'post',
      async handler({ dir = '' }) {
        const path = join(dir, WORKER);
        const list = JSON.stringify(await listPrecache(dir));
        const code = await readFile(path, 'utf8');
        if (code.split(PLACEHOLDER).length !== 2) this.error(`${WORKER} names ${PLACEHOLDER} not exactly once`);
        await writeFile(
          path,
          code.replace(PLACEHOLDER, () => list),
        );
      },
    },
  };
}
