// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { PAGE_POLICY } from '../cli/page-headers.ts';
import { offline } from './offline/build.ts';

/** For hosts that send no headers of their own. Only in what is built: the development server needs inline styles. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY }, injectTo: 'head-prepend' },
  ],
};

/** The worker's file is imported by pages that can have no worker: what it exports stays. */
const exportingWorker: Plugin = {
  name: 'exporting-worker',
  options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
};

/** The page does not offer to compute on the GPU, so it does without the code (and without downloading it to be offline). */
const external = /\/gpu-crew\.js$/;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [policy, offline()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es', plugins: () => [exportingWorker], rolldownOptions: { external } },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    // Files inlined as data: addresses could not be fetched under the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { external },
  },
});
