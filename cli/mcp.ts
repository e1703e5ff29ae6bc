// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { poseTools } from '../src/adapters/mcp.ts';
import { type Command, parseOptions, UsageError } from './args.ts';
import { DETECTOR_OPTIONS, DETECTOR_USAGE, openDetector } from './detector.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';
import { FLOW_OPTION, FLOW_USAGE, openMirror } from './mcp/flow-client.ts';
import { pictureReader } from './mcp/pictures.ts';
import { createServer, loadProtocol } from './mcp/server.ts';
import { packageVersion } from './package-root.ts';

export const mcpCommand: Command = {
  name: 'mcp',
  summary: 'answers models of language over stdin and stdout (Model Context Protocol)',
  usage: `Usage: poseswarm mcp [--root DIR] [options]

  --root DIR        files are read below this folder only (default: the working folder)
${DETECTOR_USAGE}
${FLOW_USAGE}

Tools: detect_pose, describe_pose, measure_angles, compare_poses, inspect_swarm. Pictures are paths or data URLs. Needs the
package @modelcontextprotocol/server. It ends when its stdin does.`,
  run: mcp,
};

async function mcp(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(argv, { root: { type: 'string' }, ...DETECTOR_OPTIONS, ...FLOW_OPTION });
  const root = values.root ?? process.cwd();
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(`--root is "${root}"; expected a folder.`);
  }
  const { protocol, stdio } = await loadProtocol();
  const detector = await openDetector(values);
  const endMirror = await openMirror(values['claude-flow'], detector, io);
  const tools = poseTools(detector, pictureReader(root));
  const handle = stdio.serveStdio(() => createServer(protocol, tools, packageVersion()));
  io.note(`poseswarm: answers on stdin and stdout, pictures below ${root}.`);
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await handle.close().catch((error: unknown) => io.note(`poseswarm: ${sentence(error)}`));
  await endMirror();
  detector.dispose();
  return EXIT.ok;
}
