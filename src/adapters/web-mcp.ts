// SPDX-License-Identifier: Apache-2.0
// The tools of `poseswarm/mcp` for the assistant of a browser (WebMCP, https://webmachinelearning.github.io/webmcp): an early preview, which
// most browsers lack. Nothing is offered unless a page asks for it.
import { inWords, refuse } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import type { PictureReader, PoseTool } from './mcp.ts';

/** As much of the browser's `ModelContext` as is used. */
interface ModelContext {
  registerTool(tool: {
    readonly name: string;
    readonly description: string;
    readonly inputSchema: object;
    readonly annotations: { readonly readOnlyHint: boolean };
    execute(input: Record<string, unknown>): Promise<object>;
  }): unknown;
  unregisterTool?(name: string): void;
}

/**
 * Offers tools to the browser's assistant.
 *
 * @param tools `poseTools(detector, pageReader())`, say.
 * @returns What takes them back, as far as the browser can; undefined where it has no such assistant.
 * @throws PoseError `bad-option` for something else than tools.
 */
export function offerTools(tools: readonly PoseTool[]): (() => void) | undefined {
  if (!Array.isArray(tools)) refuse(`tools is ${inWords(tools)}, expected those of poseTools()`);
  const context = modelContext();
  if (context === undefined) return undefined;
  const undo = tools.map(({ name, description, inputSchema, run }) => {
    const registered: unknown = context.registerTool({
      ...{ name, description, inputSchema, annotations: { readOnlyHint: true } },
      execute: async (input) => answerOf(() => run(input)),
    });
    return () => {
      // Earlier previews give back what unregisters, later ones take the name.
      if (isUndoable(registered)) registered.unregister();
      else context.unregisterTool?.(name);
    };
  });
  return () => {
    for (const one of undo) one();
  };
}

/** Reads pictures that an assistant names in a page: data URLs, and addresses that the page may fetch. */
export function pageReader(): PictureReader {
  return async (name) => {
    const blob = await fetch(new URL(name, document.baseURI))
      .then(async (response) => (response.ok ? response.blob() : undefined))
      .catch(() => undefined);
    const bitmap = blob && (await createImageBitmap(blob).catch(() => undefined));
    if (!bitmap) {
      throw new PoseError('decode-failed', `${inWords(name)} cannot be read; expected the address of a picture`);
    }
    const { width, height } = bitmap;
    const paper = new OffscreenCanvas(width, height).getContext('2d');
    if (!paper) throw new PoseError('unsupported', 'this browser has no 2-D canvas; expected one to read pictures');
    paper.drawImage(bitmap, 0, 0);
    bitmap.close();
    return { data: paper.getImageData(0, 0, width, height).data, width, height };
  };
}

/** `document.modelContext`, earlier `navigator.modelContext`. */
function modelContext(): ModelContext | undefined {
  for (const home of [globalThis.document, globalThis.navigator]) {
    const context: unknown = home && Reflect.get(home, 'modelContext');
    if (isModelContext(context)) return context;
  }
  return undefined;
}

function isModelContext(value: unknown): value is ModelContext {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'registerTool') === 'function';
}

function isUndoable(value: unknown): value is { unregister(): void } {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'unregister') === 'function';
}

/** As the protocol has it; what a tool refuses is its answer, for the assistant is to read it. */
async function answerOf(run: () => Promise<object>): Promise<object> {
  try {
    return { content: [{ type: 'text', text: JSON.stringify(await run()) }] };
  } catch (error) {
    if (!(error instanceof PoseError)) throw error;
    return { isError: true, content: [{ type: 'text', text: `${error.code}: ${error.message}` }] };
  }
}
