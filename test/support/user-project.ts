// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildLibrary } from './build-library.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface UserProject {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A project of somebody's own, in which the package is installed as npm would do it: without node_modules of its own; and what the
 * template's lock file lists, if it has one.
 *
 * @param template Folder in the repository that it begins with.
 * @param peers Packages that are installed, too.
 */
export async function makeUserProject(template: string, peers: readonly string[] = []): Promise<UserProject> {
  await buildLibrary();
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-project-'));
  await cp(join(ROOT, template), folder, { recursive: true });
  await mkdir(join(folder, 'public'));
  await cp(join(ROOT, 'samples/waving.jpg'), join(folder, 'public/people.jpg'));
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{ "type": "module" }');
  if (existsSync(join(folder, 'package-lock.json'))) {
    await promisify(execFile)('npm', ['ci', '--prefer-offline'], { cwd: folder });
  }
  const installed = join(folder, 'node_modules/poseswarm');
  await mkdir(installed, { recursive: true });
  await cp(join(ROOT, 'package.json'), join(installed, 'package.json'));
  for (const part of ['src', 'weights', 'assets', 'self-test'])
    await cp(join(ROOT, 'dist', part), join(installed, 'dist', part), { recursive: true });
  for (const peer of peers) {
    await mkdir(dirname(join(folder, 'node_modules', peer)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer));
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
