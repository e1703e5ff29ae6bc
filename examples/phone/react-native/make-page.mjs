// SPDX-License-Identifier: Apache-2.0
// Writes pose-page.js: the whole page as one text, for PoseCamera.jsx.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (name) => new URL(name, import.meta.url);
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(here('page.js'))],
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  write: false,
  loader: { '.wasm': 'binary', '.json': 'binary', '.sig': 'binary', '.safetensors': 'binary' },
});
const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
const style = await readFile(here('../style.css'), 'utf8');
const markup = await readFile(here('../index.html'), 'utf8');
const page = markup
  .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
  .replace(/<script[^>]*><\/script>/, () => `<script type="module">${script}</script>`);
await writeFile(here('pose-page.js'), `export const POSE_PAGE = ${JSON.stringify(page)};\n`);
