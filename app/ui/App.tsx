// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
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
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
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
          <p id="notice" class="note" role="status" hidden={notice === ''}>
            {notice}
          </p>
          <Sources />
          <Samples />
        </section>
        {/* After the first drawing: laying out everything at once would keep the page from answering for too long. */}
        {isDrawn && <Panel />}
      </main>
      <div id="drop" class="drop" hidden={!dragging}>
        <p>Drop it</p>
      </div>
    </>
  );
}
