// SPDX-License-Identifier: Apache-2.0
// The server as a process of its own: `node --import tsx claude-flow-process.ts FILE`. FILE gets a line of JSON for each call.
import { appendFileSync } from 'node:fs';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createFlowServer } from './claude-flow.ts';

const [file = ''] = process.argv.slice(2);
serveStdio(() => createFlowServer(2, (call) => appendFileSync(file, `${JSON.stringify(call)}\n`)));
