// SPDX-License-Identifier: Apache-2.0
// Its own declarations are there, and cannot be found by its `exports`.
declare module '@web/rollup-plugin-import-meta-assets' {
  import type { Plugin } from 'rollup';

  export function importMetaAssets(): Plugin;
}
