// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { poseTools } from '../src/adapters/mcp.ts';
import { type Command, parseOptions, UsageError, wholeNumber } from './args.ts';
import { DETECTOR_OPTIONS, DETECTOR_USAGE, openDetector } from './detector.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';
import { chosenFlow, FLOW_OPTION, FLOW_USAGE, startMirror } from './mcp/flow-client.ts';
import { serveHttp } from './mcp/http.ts';
import { pictureReader } from './mcp/pictures.ts';
import { createServer, loadProtocol } from './mcp/server.ts';
import { packageVersion } from './package-root.ts';

export const mcpCommand: Command = {
  name: 'mcp',
  summary: 'answers models of language (Model Context Protocol), over stdin and stdout or HTTP',
  usage: `Usage: poseswarm mcp [--root DIR] [--http PORT] [options]

  --root DIR        files are read below this folder only (default: the working folder)
  --http PORT       answer over HTTP on this machine, 0 for any free port, until it is stopped; prints the address
${DETECTOR_USAGE}
${FLOW_USAGE}

Tools: detect_pose, describe_pose, measure_angles, compare_poses, inspect_swarm, benchmark. Pictures are paths or data URLs.
Needs the package @modelcontextprotocol/server, over HTTP @modelcontextprotocol/node, too. Without --http it ends when its
stdin does.`,
  run: mcp,
};

async function mcp(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, {
    root: { type: 'string' },
    http: { type: 'string' },
    ...DETECTOR_OPTIONS,
    ...FLOW_OPTION,
  });
  const port = wholeNumber('http', values.http, 0, 65535, undefined);
  const root = values.root ?? process.cwd();
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(`--root is "${root}"; expected a folder.`);
  }
  const { protocol, stdio } = await loadProtocol();
  const connect = await chosenFlow(values);
  const detector = await openDetector(values);
  try {
    const tools = poseTools(detector, pictureReader(root));
    const serve = () => createServer(protocol, tools, packageVersion());
    const service = port === undefined ? undefined : await serveHttp(protocol, serve, port);
    const handle = service ?? stdio.serveStdio(serve);
    const endMirror = startMirror(connect, detector, io);
    if (service) io.out(values.json ? JSON.stringify({ url: service.url }) : service.url);
    io.note(`poseswarm: answers ${service ? 'over HTTP' : 'on stdin and stdout'}, pictures below ${root}.`);
    await new Promise<void>((resolve) => {
      if (!service) process.stdin.once('end', resolve);
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await handle.close().catch((error: unknown) => io.note(`poseswarm: ${sentence(error)}`));
    await endMirror();
  } finally {
    detector.dispose();
  }
  return EXIT.ok;
}
