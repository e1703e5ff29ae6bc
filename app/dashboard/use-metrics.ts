// SPDX-License-Identifier: Apache-2.0
import type { DetectorStats, Pose } from 'poseswarm';
import type { Snapshot } from 'poseswarm/observe';
import { useEffect, useState } from 'preact/hooks';
import type { Drill, Roster } from '../detector/protocol.ts';
import { sentence } from '../sentences.ts';
import { type Page, usePage } from '../ui/context.ts';
import { lookAgain } from './look-again.ts';
import { isDue } from './pace.ts';

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

/** Milliseconds between two looks at whether a refresh is due. */
const TICK_MS = 250;
/** Agents are asked for less often: it takes the worker a moment to look through all weights. */
const ROSTER_EVERY = 2;
/** Share of a new measurement in the running mean of what a refresh costs. */
const COST_PACE = 0.3;

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
    const first = page.session.monitor.frames;
    let costMs = 0;
    let last = { at: Number.NEGATIVE_INFINITY, frames: first, fps: 0, stats: page.state.get().stats };
    let seen = { stats: last.stats, at: 0 };
    const refresh = () => {
      const { frames } = page.session.monitor;
      const at = performance.now();
      const { stats } = page.state.get();
      // A source that is started counts its frames anew.
      const since = frames < last.frames ? frames : frames - last.frames;
      if (stats !== seen.stats) seen = { stats, at };
      const [news, quietMs] = [stats !== last.stats, at - seen.at];
      if (document.hidden || !isDue({ ms: at - last.at, frames: since, shownFps: last.fps, quietMs, news, costMs })) {
        return;
      }
      // After a still comes nothing else for a while, so the agents are asked for at once.
      if (turn++ % ROSTER_EVERY === 0 || (since === 0 && news)) ask().catch(() => undefined); // a swarm that did not load is said elsewhere
      const start = performance.now();
      const measured = measure(page, spentMs, first);
      last = { at, frames, fps: measured.page.fps, stats };
      setMetrics(measured);
      // The components are drawn in a microtask of their own, which is counted; layout and painting are the browser's.
      queueMicrotask(() => {
        const ms = performance.now() - start;
        spentMs += ms;
        costMs = costMs === 0 ? ms : costMs + COST_PACE * (ms - costMs);
      });
    };
    refresh();
    const timer = setInterval(refresh, TICK_MS);
    return () => clearInterval(timer);
  }, [page]);

  return {
    metrics: { ...metrics, roster },
    async drill(drill, id) {
      try {
        const client = await page.client;
        page.state.set({ notice: '' }); // of an earlier drill
        await client.ask({ ask: 'drill', drill, id });
        await ask();
        if (await lookAgain(page)) await ask();
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
