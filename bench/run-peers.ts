// SPDX-License-Identifier: Apache-2.0
// `npm run bench:peers [SECONDS]`: ours beside MoveNet Lightning and BlazePose Lite on tfjs-wasm, same page, same frames, as
// JSON. Their packages are installed first (370 MB, see bench/peers/package.json).
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodePicture } from '../cli/images/decode.ts';
import { packageRoot } from '../cli/package-root.ts';
import { startStaticServer } from '../cli/static-server.ts';
import { launchChromium } from '../scripts/chromium.ts';
import type { PeerLine } from './benchmarks-page.ts';
import { describeMachine } from './machine.ts';
import { buildPeersPage, copyPeerModels, installPeers } from './peers.ts';

type Timed = Omit<PeerLine, 'downloadBytesGzip'>;

const ROOT = packageRoot();
const MODELS = ['movenet-lightning', 'blazepose-detector', 'blazepose-lite'];
const seconds = Number(process.argv[2] ?? 10);

await installPeers();
const folder = await mkdtemp(join(tmpdir(), 'poseswarm-peers-'));
try {
  await prepare();
  process.stdout.write(`${JSON.stringify(await measure(), undefined, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** Their code in one file, their models and kernels, and our library, in one folder. */
async function prepare(): Promise<void> {
  await buildPeersPage('page.mjs', folder);
  await copyPeerModels(MODELS, folder);
  for (const part of ['src', 'bench', 'assets', 'weights']) {
    await cp(join(ROOT, 'dist', part), join(folder, part), { recursive: true });
  }
}

async function measure() {
  const picture = await decodePicture(join(ROOT, 'samples/astronaut.jpg'));
  const server = await startStaticServer({
    ...{ root: folder, port: 0, host: '127.0.0.1' },
    virtual: new Map([
      ['/blank.html', { type: 'text/html; charset=utf-8', body: '<!doctype html><title>peers</title>' }],
      ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
    ]),
  });
  const browser = await launchChromium();
  try {
    // tfjs generates code, which the server's policy for our own page forbids.
    const page = await (await browser.newContext({ bypassCSP: true })).newPage();
    page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
    await page.goto(`${server.url}blank.html`);
    const script = `import('/peers/page.js').then((peers) => peers.measurePeers(${seconds}))`;
    const lines = (await page.evaluate(script)) as Timed[]; // what the page's own function gives
    const sizes = await downloads();
    const peers = lines.map((line) => ({ ...line, downloadBytesGzip: sizes.get(line.name) ?? 0 }));
    return { machine: describeMachine(browser.version()), peers };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Bytes over the wire: models and kernels; scripts are left out on all sides, for ours are not bundled here. */
async function downloads(): Promise<Map<string, number>> {
  const gzip = async (...names: string[]): Promise<number> => {
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return files.reduce((sum, file) => sum + gzipSync(file).byteLength, 0);
  };
  const model = (name: string): string[] => [`models/${name}.json`, `models/${name}.bin`];
  const simd = 'wasm/tfjs-backend-wasm-simd.wasm';
  const ours = await gzip('weights/swarm.safetensors', 'assets/kernels.relaxed.wasm');
  return new Map([
    ['poseswarm', ours],
    ['poseswarm at 240 a second', ours],
    ['MoveNet Lightning', await gzip(...model('movenet-lightning'), simd)],
    ['BlazePose Lite', await gzip(...model('blazepose-detector'), ...model('blazepose-lite'), simd)],
  ]);
}
