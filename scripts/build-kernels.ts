// SPDX-License-Identifier: Apache-2.0
// assembly/ -> assets/kernels.wasm (baseline SIMD) and assets/kernels.relaxed.wasm (the same source with relaxed madd).
// The binaries are committed. `--check` builds into a temporary folder and fails when a hash is another one.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BINARIES = [
  { file: 'kernels.wasm', features: 'threads,simd' },
  { file: 'kernels.relaxed.wasm', features: 'threads,simd,relaxed-simd' },
] as const;

async function compile(outFile: string, features: string): Promise<void> {
  // AS112 warns of v128 in what one source file exports to another; the module's own exports pass none.
  const flags =
    'assembly/index.ts --runtime stub --importMemory --noExportMemory --sharedMemory --initialMemory 1024 ' +
    '--maximumMemory 1024 --memoryBase 0 --noAssert -O3 --disableWarning 112';
  const { error, stderr } = await asc.main([
    ...flags.split(' '),
    '--enable',
    features,
    '--baseDir',
    ROOT,
    '--outFile',
    outFile,
  ]);
  const messages = stderr.toString();
  if (messages !== '') process.stderr.write(messages);
  if (error !== null) throw error;
}

async function describe(path: string): Promise<{ sha256: string; size: number }> {
  const bytes = await readFile(path);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

async function build(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  for (const { file, features } of BINARIES) {
    const path = join(folder, file);
    await compile(path, features);
    const { sha256, size } = await describe(path);
    hashes.set(file, sha256);
    console.log(`${file.padEnd(20)} ${String(size).padStart(6)} bytes  sha256 ${sha256}`);
  }
  return hashes;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const assets = join(ROOT, 'assets');
if (!values.check) {
  await build(assets);
  const manifest = await readFile(join(ROOT, 'weights/manifest.json'), 'utf8');
  for (const { file } of BINARIES) {
    if (manifest.includes((await describe(join(assets, file))).sha256)) continue;
    console.log(`assets/${file} is another one than was signed, and will be refused: see npm run sign -- --help`);
  }
} else {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  try {
    for (const [file, sha256] of await build(folder)) {
      const committed = (await describe(join(assets, file))).sha256;
      if (committed === sha256) continue;
      console.error(`assets/${file} has sha256 ${committed}, its sources give ${sha256}: run npm run build:kernels`);
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
