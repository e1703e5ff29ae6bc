// SPDX-License-Identifier: Apache-2.0
import { arch, cpus, platform, release, totalmem } from 'node:os';

/** Where numbers were measured: without it they mean nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly os: string;
  readonly node: string;
  /** Version of the browser, null when none was measured. */
  readonly chromium: string | null;
}

export function describeMachine(chromium: string | null): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    chromium,
  };
}
