// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { flowConnector, words } from '../../../cli/mcp/flow-client.ts';

test.each([
  ['node server.js mcp start', ['node', 'server.js', 'mcp', 'start']],
  [`  "/opt/my tools/flow"   --name 'two words' `, ['/opt/my tools/flow', '--name', 'two words']],
  ['', []],
  ['a "" b', ['a', '', 'b']],
])('%j is %j', (line, expected) => {
  expect(words(line)).toEqual(expected);
});

test('a command is asked for, and one that does not start says so', async () => {
  await expect(flowConnector(' ')).rejects.toThrow('--claude-flow is " "; expected a command that starts Claude Flow.');
  const connect = await flowConnector('no-such-program --at-all');
  await expect(connect()).rejects.toThrow('ENOENT');
});
