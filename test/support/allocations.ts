// SPDX-License-Identifier: Apache-2.0
// What is allocated on the JavaScript heap, whether it is still there or not: V8's sampling heap profiler. And its collector.
import { type HeapProfiler, Session } from 'node:inspector';

/** Bytes between two samples, on average: small things are seen, too. */
const SAMPLE_BYTES = 64;

export interface Allocations {
  readonly bytes: number;
  /** Bytes by the function that allocated them, `name file:line`, most first. */
  readonly by: ReadonlyMap<string, number>;
}

/** What `work` allocates. */
export async function countAllocations(work: () => Promise<void>): Promise<Allocations> {
  const session = new Session();
  session.connect();
  const options = {
    samplingInterval: SAMPLE_BYTES,
    // Node 20's types do not list them yet; V8 has had them since version 9.
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  };
  await new Promise<void>((done, fail) => {
    session.post('HeapProfiler.startSampling', options, (error) => (error ? fail(error) : done()));
  });
  await work();
  const profile = await new Promise<HeapProfiler.SamplingHeapProfile>((done, fail) => {
    session.post('HeapProfiler.stopSampling', (error, result) => (error ? fail(error) : done(result.profile)));
  });
  session.disconnect();
  const by = new Map<string, number>();
  add(profile.head, by);
  const sorted = [...by].sort((a, b) => b[1] - a[1]);
  return { bytes: sorted.reduce((sum, [, bytes]) => sum + bytes, 0), by: new Map(sorted) };
}

function add({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode, by: Map<string, number>): void {
  const { functionName, url, lineNumber } = callFrame;
  const key = `${functionName || 'anonymous'} ${url.split('/').at(-1)}:${lineNumber + 1}`;
  if (selfSize > 0) by.set(key, (by.get(key) ?? 0) + selfSize);
  for (const child of children) add(child, by);
}

/** Has V8 collect whatever nothing holds any more. */
export async function collectGarbage(): Promise<void> {
  // What a WeakRef gave lives until the task ends.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const session = new Session();
  session.connect();
  await new Promise<void>((done, fail) => {
    session.post('HeapProfiler.collectGarbage', (error) => (error ? fail(error) : done()));
  });
  session.disconnect();
}
