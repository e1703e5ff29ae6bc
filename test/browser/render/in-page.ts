// SPDX-License-Identifier: Apache-2.0
// Bundled by the test and run in the page: draws scenes with every renderer and hands their pixels back.
import {
  type Backend,
  createRenderer,
  createTrails,
  DEFAULT_ORBIT,
  type PoseRenderer,
  type Scene,
} from '../../../src/render/index.ts';
import { createThreeView } from '../../../src/render/three.ts';
import { createWebGPUPainter } from '../../../src/render/webgpu-painter.ts';
import { figure } from '../../render/figures.ts';

export const SIZE = { width: 480, height: 360 };
export const SCENES = ['people', 'mirror', 'space', 'words', 'wide'] as const;
export type SceneName = (typeof SCENES)[number];

const PICTURE = { width: 320, height: 240 };
/** Wider than a texture may be: 8192 px for these programs. */
const WIDE = { width: 9000, height: 200 };

/** Light at the upper left, dark at the lower right, reddish at the right. */
async function gradient({ width, height } = PICTURE): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const fill = context.createLinearGradient(0, 0, width, height);
  fill.addColorStop(0, 'rgb(220 230 225)');
  fill.addColorStop(1, 'rgb(120 40 30)');
  context.fillStyle = fill;
  context.fillRect(0, 0, width, height);
  return createImageBitmap(canvas);
}

async function sceneOf(name: SceneName): Promise<Scene> {
  if (name === 'wide') return { size: WIDE, picture: await gradient(WIDE), poses: [figure(4000, 10, 180)] };
  const trails = createTrails(1000);
  for (let ms = 0; ms < 800; ms += 50) trails.add([figure(60 + ms / 10, 120, 190, { id: 0 })], ms);
  const sure = figure(140, 120, 190, { id: 0 });
  const unsure = figure(245, 130, 130, { id: 1, score: (k) => 0.08 + 0.04 * k });
  const scene = { size: PICTURE, picture: await gradient(), poses: [sure, unsure] };
  const silent = { labels: false };
  if (name === 'people') return { ...scene, style: { ...silent, trails, boxes: true } };
  if (name === 'mirror') return { ...scene, fit: 'cover', mirror: true, style: silent };
  if (name === 'space') return { ...scene, orbit: DEFAULT_ORBIT, style: silent };
  return { ...scene, mirror: true, style: { angles: true, pixelRatio: 1.5 } };
}

interface Made {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: PoseRenderer;
  readonly events: string[];
}

async function make(backend: Backend): Promise<Made> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SIZE);
  const events: string[] = [];
  const renderer = await createRenderer(canvas, {
    backend,
    onLost: (reason) => events.push(reason),
    onRestored: () => events.push('restored'),
    onGone: () => events.push('gone'),
  });
  return { canvas, renderer, events };
}

/** The canvas over white, as PNG in base64. */
function pixels(source: HTMLCanvasElement): string {
  const copy = document.createElement('canvas');
  Object.assign(copy, SIZE);
  const context = copy.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  context.drawImage(source, 0, 0);
  return copy.toDataURL('image/png').split(',')[1]!;
}

export async function draw(backend: Backend, name: SceneName): Promise<string> {
  if (backend === 'webgpu') return paintByWebGPU(name);
  const { canvas, renderer } = await make(backend);
  const scene = await sceneOf(name);
  renderer.draw(scene);
  renderer.draw(scene); // the second frame reuses what the first one made
  const png = pixels(canvas);
  renderer.dispose();
  return png;
}

/**
 * Headless chromium's WebGPU, a program, cannot show what it draws on a canvas (its GPU process ends); so the painter
 * draws into a texture, which is read back. What is left out is the canvas itself.
 */
async function paintByWebGPU(name: SceneName): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  const problems: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => problems.push(error.message));
  const [copySource, renderAttachment, mapRead, copyDestination] = [0x01, 0x10, 0x01, 0x08];
  const { width, height } = SIZE;
  const usage = copySource | renderAttachment;
  const target = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  const painter = createWebGPUPainter(device, 'rgba8unorm');
  const scene = await sceneOf(name);
  painter.paint(target, scene);
  painter.paint(target, scene); // the second frame reuses what the first one made
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  const buffer = device.createBuffer({ size: bytesPerRow * height, usage: mapRead | copyDestination });
  const commands = device.createCommandEncoder();
  commands.copyTextureToBuffer({ texture: target }, { buffer, bytesPerRow }, [width, height]);
  device.queue.submit([commands.finish()]);
  await buffer.mapAsync(mapRead);
  const bytes = new Uint8Array(buffer.getMappedRange());
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * bytesPerRow + 4 * x, 4 * (y * width + x)];
      for (let k = 0; k < 3; k++) image.data[to + k] = bytes[from + k]! + 255 - bytes[from + 3]!;
      image.data[to + 3] = 255;
    }
  }
  device.destroy();
  if (problems.length > 0) throw new Error(problems.join('; '));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SIZE);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return pixels(canvas);
}

/** What a canvas shows before its context is lost, and after it has come back. */
export async function loseWebGL(): Promise<{ before: string; after: string; lost: boolean; events: string[] }> {
  const { canvas, renderer, events } = await make('webgl2');
  const scene = await sceneOf('words');
  renderer.draw(scene);
  const before = pixels(canvas);
  const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
  extension.loseContext();
  await new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve, { once: true }));
  const { lost } = renderer;
  renderer.draw(scene); // does nothing, and does not throw
  await new Promise((resolve) => setTimeout(resolve));
  const back = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve, { once: true }));
  extension.restoreContext();
  await back;
  renderer.draw(scene);
  return { before, after: pixels(canvas), lost, events };
}

/** What is told when a device is lost: the first time there is another one, the second time there is none. */
export async function loseWebGPU(): Promise<{ lost: boolean; events: string[] }> {
  const { gpu } = navigator;
  const devices: GPUDevice[] = [];
  gpu.requestAdapter = async (...args) => {
    const adapter = devices.length < 2 ? await GPU.prototype.requestAdapter.apply(gpu, args) : null;
    if (!adapter) return null;
    devices.push(await adapter.requestDevice());
    return Object.assign(adapter, { requestDevice: async () => devices.at(-1)! });
  };
  const { renderer, events } = await make('webgpu');
  for (const told of [2, 4]) {
    devices.at(-1)?.destroy();
    while (events.length < told) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  Reflect.deleteProperty(gpu, 'requestAdapter');
  const { lost } = renderer;
  renderer.draw(await sceneOf('people')); // does nothing, and does not throw
  renderer.dispose();
  return { lost, events };
}

/** Which backend is chosen, and which code an impossible one is refused with. */
export async function choose(backend: string): Promise<string> {
  try {
    // Also what TypeScript would not let pass.
    const { renderer } = await make(backend as Backend);
    return renderer.backend;
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

/** The three.js view from its first place, and after the pointer has dragged across it. */
export async function drawThree(): Promise<{ first: string; turned: string; changes: number }> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SIZE);
  document.body.append(canvas);
  let changes = 0;
  const view = createThreeView(canvas, () => changes++);
  const { poses, size } = await sceneOf('space');
  view.people.update(poses, size);
  view.render();
  const first = pixels(canvas);
  const pointer = (type: string, clientX: number) =>
    canvas.dispatchEvent(
      new PointerEvent(type, { clientX, clientY: 100, button: 0, pointerId: 1, pointerType: 'mouse', bubbles: true }),
    );
  canvas.setPointerCapture = () => undefined; // made-up pointers cannot be captured
  canvas.releasePointerCapture = () => undefined;
  pointer('pointerdown', 100);
  pointer('pointermove', 220);
  pointer('pointerup', 220);
  view.render();
  const turned = pixels(canvas);
  view.dispose();
  canvas.remove();
  return { first, turned, changes };
}
