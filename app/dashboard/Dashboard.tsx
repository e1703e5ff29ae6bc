// SPDX-License-Identifier: Apache-2.0
import type { MirrorReport } from 'poseswarm/claude-flow';
import { useMemo } from 'preact/hooks';
import { download } from '../recording/save.ts';
import { milliseconds, percent } from '../sentences.ts';
import { Fact } from '../ui/Fact.tsx';
import './dashboard.css';
import { StepsBar } from './StepsBar.tsx';
import { SwarmPanel } from './SwarmPanel.tsx';
import { Trend } from './Trend.tsx';
import { type Metrics, useDashboard } from './use-metrics.ts';

const MEGABYTE = 1e6;

export function Dashboard() {
  const { metrics, drill } = useDashboard();
  const { page, detector, roster } = metrics;
  // A thousand cells are drawn anew when something is known of them, not with every number.
  const swarm = useMemo(() => roster && <SwarmPanel roster={roster} drill={drill} />, [roster]);
  return (
    <div class="dashboard">
      <dl class="facts">
        <Fact id="m-fps" title="Frames a second" value={page.fps > 0 ? page.fps.toFixed(1) : undefined} />
        <Fact id="m-people" title="People looked at" value={detector && String(detector.people)} />
        <Fact id="m-p50" title="Swarm, median" value={detector && milliseconds(detector.performance.latency)} />
        <Fact id="m-p99" title="Swarm, slowest 1 %" value={detector && milliseconds(detector.performance.latencyP99)} />
      </dl>
      <section aria-labelledby="trend-title">
        <h2 id="trend-title">Frames a second, last 5 minutes</h2>
        <Trend seconds={page.trend} />
      </section>
      <section aria-labelledby="steps-title">
        <h2 id="steps-title">Where a frame's time goes</h2>
        <StepsBar steps={page.steps} monitoringMs={metrics.monitoringMs} />
      </section>
      <section aria-labelledby="swarm-title">
        <h2 id="swarm-title">The swarm</h2>
        {swarm}
        {roster?.mirror && <Mirror report={roster.mirror} />}
      </section>
      <Health metrics={metrics} />
      <button type="button" id="save-metrics" class="outlined" onClick={() => save(metrics)}>
        Save these numbers as JSON
      </button>
    </div>
  );
}

/** What was told; what the other side makes of it is not ours to show. */
function Mirror({ report }: { readonly report: MirrorReport }) {
  const { state, introduced, agents, updates, lastFailure } = report;
  return (
    <p id="mirror" class="note">
      Claude Flow: {state}, {introduced} of {agents} agents introduced, state told {updates} times
      {state === 'lost' && `; ${lastFailure}`}
    </p>
  );
}

/** What is not known is not there: a page cannot see the GPU's load, or whether a pose is right. */
function Health({ metrics: { detector, roster, dissent } }: { readonly metrics: Metrics }) {
  const count = (state: string) => roster && String(roster.agents.filter((agent) => agent.state === state).length);
  const share = (value: number | undefined) => (value === undefined ? undefined : percent(value));
  const { agents, resources, quality } = detector ?? {};
  return (
    <dl class="facts small">
      <Fact id="m-active" title="Agents active" value={count('active')} />
      <Fact id="m-faulty" title="faulty" value={count('faulty')} />
      <Fact id="m-probation" title="on probation" value={count('probation')} />
      <Fact id="m-silenced" title="silenced" value={count('silenced')} />
      <Fact id="m-reputation" title="Mean reputation" value={agents?.avgReputation.toFixed(2)} />
      <Fact id="m-consensus" title="Consensus" value={share(agents?.consensusRate)} />
      <Fact id="m-load" title="Load of its core" value={share(resources?.cpuUsage)} />
      <Fact id="m-helpers" title="Load of helping threads" value={share(helpersLoad(detector))} />
      <Fact id="m-memory" title="Memory in use" value={resources && megabytes(resources.memoryUsage)} />
      <Fact id="m-heap" title="WASM heap" value={resources && megabytes(resources.wasmHeapSize)} />
      <Fact id="m-dropped" title="Frames dropped" value={detector && String(detector.dropped)} />
      <Fact id="m-stability" title="Stability" value={share(quality?.temporalStability)} />
      <Fact id="m-tracking" title="Ids kept" value={share(quality?.trackingConsistency)} />
      <Fact id="m-dissent" title="Dissent" value={share(dissent)} />
      <Fact id="m-accuracy" title="Expected accuracy" value={share(quality?.detectionAccuracy)} />
    </dl>
  );
}

/** Share of the last picture's time that each thread which helps has worked for it; undefined where none does. */
function helpersLoad(stats: Metrics['detector']): number | undefined {
  if (!stats || stats.workers.ready === 0 || stats.lastMs === 0) return undefined;
  return Math.min(1, stats.workers.ms / stats.workers.ready / stats.lastMs);
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Everything but the mesh, which never changes and is long. */
function save({ roster, ...metrics }: Metrics): void {
  const saved = { savedAt: new Date().toISOString(), ...metrics, agents: roster?.agents, squads: roster?.squads };
  download(new Blob([JSON.stringify(saved, null, 2)], { type: 'application/json' }), 'poseswarm-metrics.json');
}
