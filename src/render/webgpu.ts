// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import type { PoseRenderer, RenderCanvas, RendererEvents } from './renderer.ts';
import { createWebGPUPainter, type WebGPUPainter } from './webgpu-painter.ts';

/**
 * Draws with WebGPU. A lost device is asked for anew; if none comes the renderer stays lost, and says so (`onGone`).
 *
 * @throws PoseError `unsupported` when there is no WebGPU, no adapter, or the canvas gives no such context.
 */
export async function createWebGPURenderer(canvas: RenderCanvas, events: RendererEvents = {}): Promise<PoseRenderer> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) throw new PoseError('unsupported', 'this browser has no WebGPU here, expected navigator.gpu');
  const format = gpu.getPreferredCanvasFormat();
  const first = await requestDevice(gpu);
  // TypeScript's union of both canvas types loses the overload for 'webgpu'.
  const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
  if (!context) {
    first.destroy();
    throw new PoseError('unsupported', 'the canvas gives no WebGPU context, expected one of no other kind');
  }
  let disposed = false;
  let painter: WebGPUPainter | undefined;
  const recover = async (message: string): Promise<void> => {
    if (disposed) return;
    painter = undefined;
    events.onLost?.(lossOf(message));
    const device = await requestDevice(gpu).catch(() => undefined);
    if (disposed) return device?.destroy();
    if (!device) return events.onGone?.();
    painter = use(context, format, device, recover);
    events.onRestored?.();
  };
  painter = use(context, format, first, recover);

  return {
    backend: 'webgpu',
    get lost() {
      return painter === undefined;
    },
    draw(scene) {
      painter?.paint(context.getCurrentTexture(), scene);
    },
    dispose() {
      disposed = true;
      painter?.device.destroy();
      painter = undefined;
      context.unconfigure();
    },
  };
}

function use(
  context: GPUCanvasContext,
  format: GPUTextureFormat,
  device: GPUDevice,
  lost: (message: string) => void,
): WebGPUPainter {
  context.configure({ device, format, alphaMode: 'premultiplied' });
  void device.lost.then(({ message }) => lost(message));
  return createWebGPUPainter(device, format);
}

/** Browsers end their sentences, or say nothing; reasons are parts of one. */
function lossOf(message: string): string {
  return ['the WebGPU device was lost', message.replace(/\.+$/, '')].filter(Boolean).join(': ');
}

async function requestDevice(gpu: GPU): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new PoseError('unsupported', 'this browser has no WebGPU adapter, expected one');
  return adapter.requestDevice();
}
