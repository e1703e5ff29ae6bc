// SPDX-License-Identifier: Apache-2.0

/** What is used of Node's `process`. */
interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/**
 * A module of Node's, as whoever asks describes it; undefined in other runtimes.
 *
 * Not by `import()`: bundlers for pages would look for the module, and TypeScript's helper for names that are no literal makes
 * them warn; service workers may not import so at all.
 */
export function fromNode<Module>(name: `node:${string}`): Module | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess }; // pages have none, and no types for it
  // Of a built-in module nothing is known but its name, so that the caller's word has to do.
  return process?.getBuiltinModule?.(name) as Module | undefined;
}
