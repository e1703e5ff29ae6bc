// SPDX-License-Identifier: Apache-2.0
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLibrary } from './build-library.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface UserProject {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A project of somebody's own, in which the package is installed as npm would do it: without node_modules of its own.
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
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
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
