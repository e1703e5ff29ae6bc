// SPDX-License-Identifier: Apache-2.0
import { render } from 'preact';
import { createClient } from './detector/client.ts';
import { helpersFor, thisMachine } from './detector/helpers.ts';
import { listenForFiles, listenForKeys } from './input.ts';
import { createKept } from './kept/kept.ts';
import { setUpOffline } from './offline/install.ts';
import { sentence } from './sentences.ts';
import { createSession } from './session.ts';
import { createSettings } from './settings.ts';
import { createStage } from './stage/stage.ts';
import { createState } from './state.ts';
import { restoreTheme } from './theme.ts';
import { App } from './ui/App.tsx';
import { type Page, PageContext } from './ui/context.ts';

restoreTheme();
const state = createState();
const settings = createSettings();
const helpers = () => helpersFor(settings.get().workers, thisMachine());
const client = createClient(({ message }) => state.set({ notice: message }), helpers());
const stage = createStage(state, settings);
const session = createSession(state, stage, client);
const kept = createKept(settings, (notice) => state.set({ notice }));
const page: Page = { state, settings, stage, session, client, kept };

const show = () => {
  document.body.dataset.state = state.get().phase;
};
state.listen(show);
show();
const root = document.getElementById('app');
if (!root) throw new Error("index.html has no element with the id 'app'.");
// What was evaluated so far and what is drawn now are two tasks, so that neither keeps the page from answering.
await new Promise((done) => setTimeout(done));
render(
  <PageContext.Provider value={page}>
    <App />
  </PageContext.Provider>,
  root,
);
listenForFiles(page);
listenForKeys(page);
if (import.meta.env.MODE === 'production') void setUpOffline();

client
  .then(async ({ ask, where }) => {
    let workers = helpers();
    state.set({ info: await ask({ ask: 'open', workers }), where });
    // Where the server has a bridge, it says so in the page's address.
    if (new URLSearchParams(location.search).has('claude-flow')) {
      const bridge = new URL('claude-flow', location.href).href;
      ask({ ask: 'mirror', bridge }).catch((error: unknown) => state.set({ problem: sentence(error) }));
    }
    settings.listen(async () => {
      if (helpers() === workers) return;
      workers = helpers();
      const info = await ask({ ask: 'open', workers }).catch((error: unknown) => {
        state.set({ problem: sentence(error) });
      });
      if (info) state.set({ info });
    });
    if (state.get().phase === 'loading') state.set({ phase: 'ready', status: 'Ready.' });
  })
  .catch((error: unknown) => {
    state.set({ phase: 'failed', status: 'The swarm could not be loaded.', problem: sentence(error) });
  });
