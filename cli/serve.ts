// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, parseOptions, wholeNumber } from './args.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { createFlowBridge, FLOW_PATH } from './mcp/flow-bridge.ts';
import { chosenFlow, FLOW_OPTION, FLOW_USAGE } from './mcp/flow-client.ts';
import { packageRoot } from './package-root.ts';
import { startStaticServer } from './static-server.ts';

const DEFAULT_PORT = 8080;
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;
const INSECURE =
  'Their browsers give a page without https neither camera nor offline use, and check no signatures: put an https proxy before it.';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'serves the page on this machine until it is stopped',
  usage: `Usage: poseswarm serve [--port N] [--host NAME] [--root DIR] [--claude-flow COMMAND] [--json]

  --port N     port, 0 for any free one (default ${DEFAULT_PORT})
  --host NAME  address to listen on (default 127.0.0.1: this machine only)
  --root DIR   another folder than the built page
${FLOW_USAGE}

Prints the address of the page; the page must have been built (npm run build).`,
  run: serve,
};

async function serve(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, {
    port: { type: 'string' },
    host: { type: 'string' },
    root: { type: 'string' },
    ...FLOW_OPTION,
  });
  const port = wholeNumber('port', values.port, 0, 65535, DEFAULT_PORT);
  const host = values.host ?? '127.0.0.1';
  const root = values.root ?? join(packageRoot(), 'dist', 'app');
  if (!existsSync(join(root, 'index.html'))) {
    io.note(
      `poseswarm: the page is not built: ${join(root, 'index.html')} does not exist; expected it from npm run build.`,
    );
    return EXIT.someFailed;
  }
  const connect = await chosenFlow(values);
  const bridge = connect && createFlowBridge(connect);
  const dynamic = new Map(bridge && [[FLOW_PATH, bridge.answer]]);
  const server = await startStaticServer({ root, port, host, dynamic });
  // The page asks for a bridge only where its address says that there is one.
  const url = bridge ? `${server.url}?claude-flow` : server.url;
  io.out(values.json ? JSON.stringify({ url }) : url);
  if (!LOOPBACK.test(host)) io.note(`Other machines can reach it. ${INSECURE}`);
  io.note('Ctrl+C stops it.');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
  await bridge?.close();
  return EXIT.ok;
}
