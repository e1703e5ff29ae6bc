// SPDX-License-Identifier: Apache-2.0
// Where there is no assistant; with one it is seen in test/browser/adapters.test.ts.
import { expect, test } from 'vitest';
import { offerTools } from '../../src/adapters/web-mcp.ts';

test('nothing is offered where nobody takes it', () => {
  expect(offerTools([])).toBeUndefined();
});

test('something else than tools is refused', () => {
  // As JavaScript might call it.
  const call = () => Reflect.apply(offerTools, undefined, ['detect_pose']);
  expect(call).toThrow('tools is "detect_pose", expected those of poseTools()');
});
