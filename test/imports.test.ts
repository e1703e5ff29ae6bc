// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The rooms of `src/` and what each may import besides itself. Written out rather than ranked, so that a room which is
 * to know less than those before it (people, say) can say so.
 */
const BELOW_SQUADS = ['pose', 'frame', 'swarm/kernels', 'swarm/agents'];
const SWARM = [
  ...BELOW_SQUADS,
  'swarm/reputation',
  'swarm/squads',
  'swarm/scouts',
  'swarm/consensus',
  'swarm/validators',
];
const LIBRARY = [...SWARM, 'people', 'runtime', 'detector', 'detector.ts'];
const MAY_IMPORT: Record<string, readonly string[]> = {
  pose: [],
  frame: ['pose'],
  'swarm/kernels': ['pose', 'frame'],
  'swarm/agents': ['pose', 'frame', 'swarm/kernels'],
  'swarm/reputation': BELOW_SQUADS,
  'swarm/squads': BELOW_SQUADS,
  'swarm/scouts': BELOW_SQUADS,
  'swarm/consensus': BELOW_SQUADS,
  'swarm/validators': BELOW_SQUADS,
  people: ['pose'],
  runtime: [...SWARM, 'people'],
  detector: [...SWARM, 'people', 'runtime'],
  'detector.ts': [...SWARM, 'people', 'runtime', 'detector'],
  'index.ts': LIBRARY,
  render: ['pose'],
  record: ['pose'],
  vault: ['pose'],
  observe: ['pose'],
  node: [...LIBRARY, 'index.ts'],
  adapters: [...LIBRARY, 'render', 'observe'],
};

/** The entries with an optional peer; nothing else of the library imports them. */
const PEERS: Record<string, string> = {
  'src/render/three.ts': 'three',
  'src/adapters/openfeature.ts': '@openfeature/web-sdk',
  'src/adapters/react.ts': 'react',
  'src/adapters/vue.ts': 'vue',
};

interface Import {
  specifier: string;
  dynamic: boolean;
}

interface Source {
  /** Path from the repository root, with forward slashes. */
  path: string;
  tree: ts.SourceFile;
}

function sources(folder: string): Source[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => {
      const path = join(folder, name).replaceAll('\\', '/');
      const tree = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);
      return { path, tree };
    });
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.tree, (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      if (ts.isStringLiteral(node.moduleSpecifier))
        found.push({ specifier: node.moduleSpecifier.text, dynamic: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal))
        found.push({ specifier: node.argument.literal.text, dynamic: false });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, dynamic: true });
    }
  });
  return found;
}

/** The room of a path such as `src/swarm/kernels/scalar.ts`: `swarm/kernels`; undefined outside `src/`. */
function roomOf(path: string): string | undefined {
  const [top, wing, next, ...rest] = path.split('/');
  if (top !== 'src' || wing === undefined) return undefined;
  return wing === 'swarm' && rest.length > 0 ? `swarm/${next}` : wing;
}

/** `react` of `react/jsx-runtime`, `@scope/name` of `@scope/name/part`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Why this import is not allowed; undefined when it is. */
function complaint(source: Source, { specifier, dynamic }: Import): string | undefined {
  const from = roomOf(source.path)!;
  if (!specifier.startsWith('.')) {
    // Node's own modules may be reached for at run time, so that bundles for pages do not need them.
    if (from === 'node' || (dynamic && specifier.startsWith('node:'))) return undefined;
    if (PEERS[source.path] === packageOf(specifier)) return undefined;
    return `${source.path} imports the package '${specifier}'; the library has no dependencies`;
  }
  const target = relative(ROOT, resolve(ROOT, dirname(source.path), specifier)).replaceAll('\\', '/');
  if (!specifier.endsWith('.ts')) return `${source.path} imports '${specifier}' without its .ts`;
  if (!existsSync(join(ROOT, target))) return `${source.path} imports ${target}, which is not there`;
  const to = roomOf(target);
  if (to === undefined) return `${source.path} imports ${target}, which lies outside src/`;
  if (to === from || MAY_IMPORT[from]?.includes(to)) return undefined;
  return `${source.path} imports ${target}: ${from} may import ${MAY_IMPORT[from]?.join(', ') || 'nothing'}`;
}

const library = sources('src');

describe('in src', () => {
  test('there are sources, and each lies in a room that the import rule knows', () => {
    expect(library.length).toBeGreaterThan(0);
    expect(library.filter(({ path }) => !(roomOf(path)! in MAY_IMPORT)).map(({ path }) => path)).toEqual([]);
  });

  test('imports go one way, along a frame’s journey', () => {
    const complaints = library.flatMap((source) => importsOf(source).map((found) => complaint(source, found)));
    expect(complaints.filter((line) => line !== undefined)).toEqual([]);
  });

  test('no module holds mutable state: no `let` or `var` at the top level', () => {
    const offenders = library.flatMap(({ path, tree }) =>
      tree.statements
        .filter((statement) => ts.isVariableStatement(statement))
        .filter((statement) => !(statement.declarationList.flags & ts.NodeFlags.Const))
        .map((statement) => `${path}: ${statement.getText().split('\n')[0]}`),
    );
    expect(offenders).toEqual([]);
  });

  test('nothing prints: no console', () => {
    const offenders: string[] = [];
    for (const { path, tree } of library) {
      walk(tree, (node) => {
        if (ts.isIdentifier(node) && node.text === 'console') offenders.push(path);
      });
    }
    expect(offenders).toEqual([]);
  });
});

test('assembly imports nothing but assembly', () => {
  const outside = sources('assembly').flatMap((source) =>
    importsOf(source)
      .filter(({ specifier }) => !resolve(ROOT, dirname(source.path), specifier).startsWith(join(ROOT, 'assembly/')))
      .map(({ specifier }) => `${source.path} imports ${specifier}`),
  );
  expect(outside).toEqual([]);
});

test('every source names its licence in its first lines', () => {
  const folders = ['src', 'assembly', 'app', 'cli', 'bench', 'scripts', 'test', 'types'];
  const without = folders
    .flatMap(sources)
    .filter(({ path }) => !/\/(fixtures|dist)\//.test(path))
    .filter(({ tree }) => !tree.text.slice(0, 200).includes('SPDX-License-Identifier: Apache-2.0'))
    .map(({ path }) => path);
  expect(without).toEqual([]);
});
