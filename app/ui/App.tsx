// SPDX-License-Identifier: Apache-2.0

import { usePageState, useSettings } from './context.ts';
import { Header } from './Header.tsx';
import { Panel } from './Panel.tsx';
import { Samples } from './Samples.tsx';
import { Sources } from './Sources.tsx';
import { StageView } from './StageView.tsx';
import { Transport } from './Transport.tsx';

export function App() {
  const { problem, notice, dragging } = usePageState((state) => state);
  const { tab } = useSettings();
  return (
    <>
      <Header />
      <main data-tab={tab}>
        <section class="stage" aria-label="Picture">
          <StageView />
          <Transport />
          <p id="problem" class="problem" role="alert" hidden={problem === ''}>
            {problem}
          </p>
          <p id="notice" class="note" hidden={notice === ''}>
            {notice}
          </p>
          <Sources />
          <Samples />
        </section>
        <Panel />
      </main>
      <div id="drop" class="drop" hidden={!dragging}>
        <p>Drop it</p>
      </div>
    </>
  );
}
