// SPDX-License-Identifier: Apache-2.0
import type { DetectorStats, Pose } from 'poseswarm';
import type { Snapshot } from 'poseswarm/observe';
import { useEffect, useState } from 'preact/hooks';
import type { Drill, Roster } from '../detector/protocol.ts';
import { sentence } from '../sentences.ts';
import { type Page, usePage } from '../ui/context.ts';

/** All that the dashboard shows, as it is at one moment; also what it saves. */
export interface Metrics {
  /** What the page measures: from the camera's frame to the drawn picture. */
  readonly page: Snapshot;
  /** What the detector says of itself; missing before the first picture. */
  readonly detector: DetectorStats | undefined;
  readonly roster: Roster | undefined;
  /** Mean share of the vote that was outvoted, 0..1, over the keypoints that are shown. */
  readonly dissent: number | undefined;
  /** Milliseconds that refreshing these numbers has cost since the dashboard is open, for each frame in that time. */
  readonly monitoringMs: number;
}

const REFRESH_MS = 1000;
/** Agents are asked for less often: it takes the worker a moment to look through all weights. */
const ROSTER_EVERY = 2;

export interface Dashboard {
  readonly metrics: Metrics;
  drill(drill: Drill, id: string): Promise<void>;
}

/** Numbers that refresh themselves while the dashboard is open and the page is seen. */
export function useDashboard(): Dashboard {
  const page = usePage();
  const [roster, setRoster] = useState<Roster>();
  const [metrics, setMetrics] = useState(() => measure(page, 0, 0));

  const ask = async () => {
    const client = await page.client;
    setRoster(await client.ask({ ask: 'agents' }));
  };
  useEffect(() => {
    let turn = 0;
    let spentMs = 0;
    const first = page.session.monitor.snapshot(performance.now()).frames;
    const refresh = () => {
      if (document.hidden) return;
      if (turn++ % ROSTER_EVERY === 0) ask().catch(() => undefined); // a swarm that did not load is said elsewhere
      const start = performance.now();
      setMetrics(measure(page, spentMs, first));
      // The components are drawn in a microtask of their own, which is counted; layout and painting are the browser's.
      queueMicrotask(() => {
        spentMs += performance.now() - start;
      });
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [page]);

  return {
    metrics: { ...metrics, roster },
    async drill(drill, id) {
      try {
        const client = await page.client;
        await client.ask({ ask: 'drill', drill, id });
        await ask();
      } catch (error) {
        page.state.set({ problem: sentence(error) });
      }
    },
  };
}

function measure({ state, session }: Page, spentMs: number, firstFrame: number): Omit<Metrics, 'roster'> {
  const { stats, shown } = state.get();
  const page = session.monitor.snapshot(performance.now());
  // A source that is started meanwhile counts its frames anew.
  const frames = page.frames > firstFrame ? page.frames - firstFrame : page.frames;
  const monitoringMs = frames > 0 ? spentMs / frames : 0;
  return { page, detector: stats, dissent: meanDissent(shown?.poses ?? []), monitoringMs };
}

function meanDissent(poses: readonly Pose[]): number | undefined {
  const all = poses.flatMap(({ keypoints }) => keypoints.map(({ dissent }) => dissent));
  return all.length === 0 ? undefined : all.reduce((sum, dissent) => sum + dissent, 0) / all.length;
}
