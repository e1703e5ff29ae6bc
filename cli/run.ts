// SPDX-License-Identifier: Apache-2.0
import { type Command, UsageError } from './args.ts';
import { batchCommand } from './batch.ts';
import { benchCommand } from './bench.ts';
import { detectCommand } from './detect.ts';
import { evalCommand } from './eval.ts';
import { inspectCommand } from './inspect.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';
import { mcpCommand } from './mcp.ts';
import { packageVersion } from './package-root.ts';
import { serveCommand } from './serve.ts';
import { videoCommand } from './video.ts';

const COMMANDS: readonly Command[] = [
  detectCommand,
  videoCommand,
  batchCommand,
  evalCommand,
  inspectCommand,
  benchCommand,
  serveCommand,
  mcpCommand,
];

/** Runs one command line (without node and script) and returns its exit code; never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const at = argv.findIndex((arg) => !arg.startsWith('-'));
  const before = at < 0 ? argv : argv.slice(0, at);
  const name = at < 0 ? undefined : argv[at];
  const command = COMMANDS.find((candidate) => candidate.name === name);
  const rest = [...before, ...argv.slice(at + 1)];
  try {
    if (command !== undefined) return await runOne(command, rest, io);
    if (name === undefined) return runBare(before, io);
    throw new UsageError(`"${name}" is no command; expected ${COMMANDS.map((c) => c.name).join(', ')}.`);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      io.note(`poseswarm: ${sentence(error)}`);
      return EXIT.someFailed;
    }
    io.note(`poseswarm: ${error.message}`);
    io.note(`Try: poseswarm ${command === undefined ? '' : `${command.name} `}--help`);
    return EXIT.usage;
  }
}

async function runOne(command: Command, argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(`poseswarm ${command.name}: ${command.summary}\n\n${command.usage}`);
    return EXIT.ok;
  }
  return await command.run(argv, io);
}

/** No command: only help and version are something to do. */
function runBare(argv: readonly string[], io: Io): ExitCode {
  if (argv.includes('--version')) {
    const version = packageVersion();
    io.out(argv.includes('--json') ? JSON.stringify({ version }) : version);
    return EXIT.ok;
  }
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(help());
    return EXIT.ok;
  }
  io.note(help());
  return EXIT.usage;
}

function help(): string {
  const width = Math.max(...COMMANDS.map((c) => c.name.length));
  return [
    'poseswarm: finds people and their 17 keypoints in pictures, with a swarm of tiny neural agents.',
    '',
    'Usage: poseswarm COMMAND [options] [--json]',
    '',
    ...COMMANDS.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    '',
    'poseswarm COMMAND --help tells more. Results go to stdout, everything else to stderr.',
    'Exit code: 0 all well, 1 some inputs failed, 2 wrong usage.',
  ].join('\n');
}
