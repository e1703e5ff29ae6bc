// SPDX-License-Identifier: Apache-2.0
export { createMonitor, type Monitor, percentile, type Second, type Snapshot, type Steps } from './monitor.ts';
