// SPDX-License-Identifier: Apache-2.0
// `npm run api`: writes docs/api, the reference of everything that package.json exports, from the sources' own comments.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Application } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { ROOT } from './run.ts';

interface Entry {
  /** As users import it. */
  readonly name: string;
  readonly source: string;
}

const app = await Application.bootstrapWithPlugins({
  ...{ plugin: ['typedoc-plugin-markdown'], tsconfig: join(ROOT, 'tsconfig.api.json'), out: join(ROOT, 'docs/api') },
  ...{ router: 'module', readme: 'none', disableSources: true, excludeExternals: true, logLevel: 'Warn' },
  // Values of which only the types are public, and what `inspectSwarm` takes of our own code.
  intentionallyNotExported: ['TOOLS', 'WORKER_DRILLS', 'KERNEL_TIERS', 'Swarm'],
  skipErrorChecking: true, // of pages and workers at once there are no types; `npm run typecheck` checks each
  ...{ sort: ['source-order'], groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables'] },
  ...({
    ...{ hidePageHeader: true, hideBreadcrumbs: true, interfacePropertiesFormat: 'table', parametersFormat: 'table' },
    ...{ typeDeclarationFormat: 'table', typeAliasPropertiesFormat: 'table' },
    tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true, hideDefaults: true },
  } satisfies Partial<PluginOptions>),
});
const entries = await readEntries();
app.options.setValue(
  'entryPoints',
  entries.map(({ source }) => join(ROOT, source)),
);
const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
// Typedoc calls a module by its file.
for (const entry of entries) {
  const own = entry.source.replace(/^src\/|\.ts$/g, '').replace(/\/index$/, '');
  const module = project.children?.find(({ name }) => name === own);
  if (!module) throw new Error(`${entry.name} has no module ${own} in the reference, expected one`);
  module.name = entry.name;
}
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);

async function readEntries(): Promise<Entry[]> {
  const { name, exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return Object.entries(exports as Record<string, string | { readonly types: string }>).flatMap(([path, target]) => {
    if (typeof target === 'string') return []; // files, not modules
    return [{ name: join(name, path), source: target.types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts') }];
  });
}
