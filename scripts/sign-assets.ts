// SPDX-License-Identifier: Apache-2.0
// weights/*.safetensors and assets/*.wasm -> weights/manifest.json and weights/manifest.sig.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseManifest } from '../src/runtime/integrity/manifest.ts';
import { RELEASE_KEY } from '../src/runtime/integrity/release-key.ts';
import { openVerifier } from '../src/runtime/integrity/verifier.ts';
import { ROOT } from './run.ts';
import {
  checkNames,
  describeAssets,
  keepPrivateKey,
  manifestText,
  newPrivateKey,
  publicKeyOf,
  signText,
} from './signing.ts';

const USAGE = `npm run sign                       signs the weights and kernels that lie here
npm run sign -- --check            says whether they are those of the signed manifest
npm run sign -- --new-key FILE     makes a key, keeps its private half in FILE and its public half in the source, and signs

The private key is read from the file that POSESWARM_SIGNING_KEY names, else from ~/.config/poseswarm/signing-key.
Whoever has changed kernels or weights and has not the project's key works with one of their own (--new-key), and does
not commit what that changes: a maintainer signs.`;

const MANIFEST = join(ROOT, 'weights/manifest.json');
const SIGNATURE = join(ROOT, 'weights/manifest.sig');
const PUBLIC_KEY = join(ROOT, 'src/runtime/integrity/release-key.ts');
const KEY_FILE = process.env.POSESWARM_SIGNING_KEY ?? join(homedir(), '.config/poseswarm/signing-key');

async function assetFiles(): Promise<string[]> {
  const files: string[] = [];
  for (const [folder, ending] of [
    ['weights', '.safetensors'],
    ['assets', '.wasm'],
  ] as const) {
    const names = await readdir(join(ROOT, folder));
    files.push(...names.filter((name) => name.endsWith(ending)).map((name) => join(ROOT, folder, name)));
  }
  return files;
}

async function readKey(): Promise<string> {
  const key = await readFile(KEY_FILE, 'utf8').catch(() => undefined);
  if (key === undefined) throw new Error(`There is no signing key at ${KEY_FILE}.\n\n${USAGE}`);
  return key;
}

/** The public half in the source, so that a build knows whom to believe. */
async function writePublicKey(publicKey: string): Promise<void> {
  const source = await readFile(PUBLIC_KEY, 'utf8');
  await writeFile(PUBLIC_KEY, source.replace(/(RELEASE_KEY = ')[^']*(')/, `$1${publicKey}$2`));
}

async function signAssets(privateKey: string, publicKey: string): Promise<void> {
  const mine = publicKeyOf(privateKey);
  if (mine !== publicKey) {
    throw new Error(`The key's public half is ${mine}, the source believes ${publicKey}: see --new-key.\n\n${USAGE}`);
  }
  const text = manifestText(await describeAssets(await assetFiles()));
  await writeFile(MANIFEST, text);
  await writeFile(SIGNATURE, signText(text, privateKey));
  process.stdout.write(`${text}signed by ${mine}\n`);
}

/** @throws PoseError of the first check that fails, Error where files are missing. */
async function checkAssets(): Promise<void> {
  const [manifest, signature] = await Promise.all([readFile(MANIFEST), readFile(SIGNATURE)]);
  const verifier = await openVerifier({ manifest, signature, publicKey: RELEASE_KEY });
  const files = await assetFiles();
  checkNames(files, parseManifest(manifest).keys());
  for (const file of files) await verifier.check(file.split('/').at(-1) ?? '', await bytesOf(file));
  process.stdout.write(`weights and kernels are those that ${RELEASE_KEY} has ${verifier.trust}\n`);
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(file));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      'new-key': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const keyFile = values['new-key'];
  if (values.help) process.stdout.write(`${USAGE}\n`);
  else if (values.check) await checkAssets();
  else if (keyFile === undefined) await signAssets(await readKey(), RELEASE_KEY);
  else {
    const key = newPrivateKey();
    await keepPrivateKey(keyFile, key);
    await writePublicKey(publicKeyOf(key));
    await signAssets(key, publicKeyOf(key));
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
