// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** What the page may do, for hosts that send no headers of their own; `poseswarm serve` sends the same as a header. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** Only in what is built: the development server needs inline styles. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
  ],
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [policy],
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    // Files inlined as data: addresses could not be fetched under the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
