// SPDX-License-Identifier: Apache-2.0
// examples/next as a user of Next has it: rendered on the server, its people found in chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { shown } from '../support/shown.ts';
import { makeUserProject, type UserProject } from '../support/user-project.ts';

const open: { browser?: Browser; project?: UserProject } = {};

beforeAll(async () => {
  open.project = await makeUserProject('examples/next');
  open.browser = await launchChromium();
});

afterAll(async () => {
  await open.browser?.close();
  await open.project?.remove();
});

function next(...args: readonly string[]): ChildProcess {
  const cwd = open.project!.folder;
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined };
  return spawn(process.execPath, [join(cwd, 'node_modules/next/dist/bin/next'), ...args], { cwd, env });
}

/** What a server of Next's answers and shows, until it is stopped. */
async function served(command: 'dev' | 'start') {
  const server = next(command, '--port', '0', '--hostname', '127.0.0.1');
  try {
    const url = await addressOf(server);
    const rendered = await (await fetch(url)).text();
    const seen = await shown(await open.browser!.newPage(), url);
    return { rendered: /<output>([^<]*)/.exec(rendered)?.[1], ...seen };
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stdout! })) {
    said.push(line);
    const [url] = /http:\S+/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error(`Next started no server: ${said.join('\n')}`);
}

const found = { rendered: 'Loading the swarm …', says: '1 people', workers: 1 };

test.each(['--turbopack', '--webpack'])('built with %s: the server renders, the page finds', async (bundler) => {
  const building = next('build', bundler);
  const said: string[] = [];
  for (const stream of [building.stdout!, building.stderr!]) stream.on('data', (chunk) => said.push(String(chunk)));
  const [code] = await once(building, 'close');
  expect(code, said.join('')).toBe(0);
  expect(await served('start')).toEqual({ ...found, complaints: [] });
  await rm(join(open.project!.folder, '.next'), { recursive: true });
});

test('while somebody develops, mounted twice', async () => {
  expect(await served('dev')).toMatchObject(found);
});
