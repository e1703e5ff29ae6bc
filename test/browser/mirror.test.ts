// SPDX-License-Identifier: Apache-2.0
// The built page of a server with a bridge to Claude Flow: its swarm is mirrored from the browser.
import { expect, test } from 'vitest';
import { createFlowBridge, FLOW_PATH } from '../../cli/mcp/flow-bridge.ts';
import { pageInChromium, visit } from '../support/built-page.ts';
import { flowServer } from '../support/claude-flow.ts';

const open = pageInChromium();

test('a page tells of its swarm, the dashboard how that went, and a new detector is introduced anew', async () => {
  const flow = flowServer(2);
  const bridge = createFlowBridge(flow.connect);
  const dynamic = new Map([[FLOW_PATH, bridge.answer]]);
  const { page, complaints, close } = await visit(open.browser!, open.built!, {
    dynamic,
    search: '?claude-flow#tab=swarm',
  });
  const words = await page.waitForSelector('#mirror:has-text("mirroring")');
  const agents = flow.named('agent_spawn').length;
  expect(agents).toBeGreaterThan(900);
  await page.waitForFunction(() => /told [1-9]/.test(document.querySelector('#mirror')?.textContent ?? ''));
  expect(await words.textContent()).toMatch(`${agents} of ${agents} agents introduced`);
  const state = flow.named('memory_usage').find(({ key }) => key === 'poseswarm/state');
  expect(JSON.parse(String(state?.value))).toMatchObject({ squads: expect.any(Array), lookedAt: expect.any(Number) });
  await page.evaluate(() => {
    location.hash = '#workers=1&tab=swarm';
  });
  await expect.poll(() => flow.named('swarm_init').length, { timeout: 20_000 }).toBe(2);
  expect(complaints).toEqual([]);
  await close();
  await bridge.close();
});

test('a page of a server without a bridge asks nobody', async () => {
  const { page, complaints, requests, close } = await visit(open.browser!, open.built!, { search: '#tab=swarm' });
  await page.waitForSelector('[data-squad]');
  expect(await page.$('#mirror')).toBeNull();
  expect(requests.filter((address) => address.includes('claude-flow'))).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
