#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The command is built; this file is not, so that npm finds an executable here before the first build, too.
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('poseswarm is not built yet; expected dist/cli/main.js: run npm ci, or npm run build:lib.\n');
  process.exitCode = 1;
}
