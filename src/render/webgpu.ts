// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import { ATLAS_SIZE, createLabelAtlas } from './label-atlas.ts';
import type { PoseRenderer, RenderCanvas, RendererEvents, RenderPicture, Scene } from './renderer.ts';
import { addScene } from './scene-shapes.ts';
import { MARK_FLOATS, Shapes } from './shapes.ts';
import { labelSprites, MOST_LABELS, pictureSprite, SPRITE_FLOATS } from './sprites.ts';
import { fitView } from './view.ts';
import { MARK_SHADER, SPRITE_SHADER } from './webgpu-shaders.ts';

// The flags of WebGPU's GPUBufferUsage and GPUTextureUsage, which TypeScript's DOM library does not hold.
const BUFFER = { copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
const TEXTURE = { copyDst: 0x02, binding: 0x04, renderAttachment: 0x10 } as const;

/** What lives on the GPU, and is made anew after a lost device. */
interface Resources {
  readonly device: GPUDevice;
  readonly marks: GPURenderPipeline;
  readonly sprites: GPURenderPipeline;
  readonly sampler: GPUSampler;
  readonly canvasSize: GPUBuffer;
  readonly letters: GPUTexture;
  readonly letterSprites: GPUBuffer;
  readonly pictureSprite: GPUBuffer;
  markBuffer: GPUBuffer;
  picture: GPUTexture | undefined;
  lettersVersion: number;
}

/**
 * Draws with WebGPU. A lost device is asked for once more; if none comes the renderer stays lost.
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
  return new WebGPURenderer(gpu, canvas, context, format, first, events);
}

async function requestDevice(gpu: GPU): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new PoseError('unsupported', 'this browser has no WebGPU adapter, expected one');
  return adapter.requestDevice();
}

class WebGPURenderer implements PoseRenderer {
  readonly backend = 'webgpu';
  readonly #gpu: GPU;
  readonly #canvas: RenderCanvas;
  readonly #context: GPUCanvasContext;
  readonly #format: GPUTextureFormat;
  readonly #events: RendererEvents;
  readonly #shapes = new Shapes();
  readonly #atlas = createLabelAtlas();
  readonly #letters = new Float32Array(MOST_LABELS * SPRITE_FLOATS);
  readonly #pictureSprite = new Float32Array(SPRITE_FLOATS);
  #resources: Resources | undefined;
  #disposed = false;

  constructor(
    gpu: GPU,
    canvas: RenderCanvas,
    context: GPUCanvasContext,
    format: GPUTextureFormat,
    device: GPUDevice,
    events: RendererEvents,
  ) {
    this.#gpu = gpu;
    this.#canvas = canvas;
    this.#context = context;
    this.#format = format;
    this.#events = events;
    this.#use(device);
  }

  get lost(): boolean {
    return this.#resources === undefined;
  }

  draw(scene: Scene): void {
    const on = this.#resources;
    if (!on) return;
    const { width, height } = this.#canvas;
    const { device } = on;
    const view = fitView(scene.size, this.#canvas, scene.fit, scene.mirror);
    device.queue.writeBuffer(on.canvasSize, 0, new Float32Array([width, height, 0, 0]));
    const pass = this.#beginPass(device);
    if (scene.picture && !scene.orbit) {
      const texture = showPicture(on, scene.picture);
      pictureSprite(view, this.#pictureSprite);
      device.queue.writeBuffer(on.pictureSprite, 0, this.#pictureSprite);
      drawSprites(on, pass.encoder, on.pictureSprite, texture, 1);
    }
    this.#shapes.clear();
    addScene(this.#shapes, scene, view, this.#canvas, this.#atlas.measure);
    drawMarks(on, pass.encoder, this.#shapes);
    const labels = labelSprites(this.#shapes.labels, this.#atlas, this.#letters);
    if (labels > 0) {
      if (on.lettersVersion !== this.#atlas.version) {
        copyPicture(device, this.#atlas.canvas, on.letters, ATLAS_SIZE, ATLAS_SIZE);
        on.lettersVersion = this.#atlas.version;
      }
      device.queue.writeBuffer(on.letterSprites, 0, this.#letters, 0, labels * SPRITE_FLOATS);
      drawSprites(on, pass.encoder, on.letterSprites, on.letters, labels);
    }
    pass.encoder.end();
    device.queue.submit([pass.commands.finish()]);
  }

  dispose(): void {
    this.#disposed = true;
    this.#resources?.device.destroy();
    this.#resources = undefined;
    this.#context.unconfigure();
  }

  #beginPass(device: GPUDevice): { commands: GPUCommandEncoder; encoder: GPURenderPassEncoder } {
    const commands = device.createCommandEncoder();
    const target = { view: this.#context.getCurrentTexture().createView(), loadOp: 'clear', storeOp: 'store' } as const;
    return { commands, encoder: commands.beginRenderPass({ colorAttachments: [target] }) };
  }

  #use(device: GPUDevice): void {
    this.#context.configure({ device, format: this.#format, alphaMode: 'premultiplied' });
    this.#resources = createResources(device, this.#format);
    void device.lost.then(({ message }) => this.#recover(message));
  }

  async #recover(message: string): Promise<void> {
    if (this.#disposed) return;
    this.#resources = undefined;
    this.#events.onLost?.(`the WebGPU device was lost: ${message}`);
    const device = await requestDevice(this.#gpu).catch(() => undefined);
    if (!device) return;
    if (this.#disposed) return device.destroy();
    this.#use(device);
    this.#events.onRestored?.();
  }
}

function createResources(device: GPUDevice, format: GPUTextureFormat): Resources {
  const pipeline = (code: string): GPURenderPipeline => {
    const module = device.createShaderModule({ code });
    const over = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha' } as const;
    const targets = [{ format, blend: { color: over, alpha: over } }];
    return device.createRenderPipeline({
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets },
      primitive: { topology: 'triangle-strip' },
    });
  };
  const storage = BUFFER.storage | BUFFER.copyDst;
  const spriteBytes = SPRITE_FLOATS * 4;
  return {
    device,
    marks: pipeline(MARK_SHADER),
    sprites: pipeline(SPRITE_SHADER),
    sampler: device.createSampler({ magFilter: 'linear', minFilter: 'linear' }),
    canvasSize: device.createBuffer({ size: 16, usage: BUFFER.uniform | BUFFER.copyDst }),
    letters: createTexture(device, ATLAS_SIZE, ATLAS_SIZE),
    letterSprites: device.createBuffer({ size: MOST_LABELS * spriteBytes, usage: storage }),
    pictureSprite: device.createBuffer({ size: spriteBytes, usage: storage }),
    markBuffer: device.createBuffer({ size: 256 * MARK_FLOATS * 4, usage: storage }),
    picture: undefined,
    lettersVersion: -1,
  };
}

function createTexture(device: GPUDevice, width: number, height: number): GPUTexture {
  const usage = TEXTURE.binding | TEXTURE.copyDst | TEXTURE.renderAttachment;
  return device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
}

function showPicture(on: Resources, picture: RenderPicture): GPUTexture {
  const { width, height } = sizeOf(picture);
  if (on.picture?.width !== width || on.picture.height !== height) {
    on.picture?.destroy();
    on.picture = createTexture(on.device, width, height);
  }
  copyPicture(on.device, picture, on.picture, width, height);
  return on.picture;
}

function copyPicture(
  device: GPUDevice,
  source: RenderPicture,
  texture: GPUTexture,
  width: number,
  height: number,
): void {
  device.queue.copyExternalImageToTexture({ source }, { texture, premultipliedAlpha: true }, [width, height]);
}

function drawMarks(on: Resources, encoder: GPURenderPassEncoder, { marks, count }: Shapes): void {
  if (count === 0) return;
  const { device } = on;
  if (on.markBuffer.size < marks.byteLength) {
    on.markBuffer.destroy();
    on.markBuffer = device.createBuffer({
      size: marks.byteLength,
      usage: BUFFER.storage | BUFFER.copyDst,
    });
  }
  device.queue.writeBuffer(on.markBuffer, 0, marks, 0, count * MARK_FLOATS);
  const entries = [
    { binding: 0, resource: { buffer: on.canvasSize } },
    { binding: 1, resource: { buffer: on.markBuffer } },
  ];
  encoder.setPipeline(on.marks);
  encoder.setBindGroup(0, device.createBindGroup({ layout: on.marks.getBindGroupLayout(0), entries }));
  encoder.draw(4, count);
}

function drawSprites(
  { device, sprites, canvasSize, sampler }: Resources,
  encoder: GPURenderPassEncoder,
  buffer: GPUBuffer,
  texture: GPUTexture,
  count: number,
): void {
  const entries = [
    { binding: 0, resource: { buffer: canvasSize } },
    { binding: 1, resource: { buffer } },
    { binding: 2, resource: texture.createView() },
    { binding: 3, resource: sampler },
  ];
  encoder.setPipeline(sprites);
  encoder.setBindGroup(0, device.createBindGroup({ layout: sprites.getBindGroupLayout(0), entries }));
  encoder.draw(4, count);
}

function sizeOf(picture: RenderPicture): { width: number; height: number } {
  if ('naturalWidth' in picture) return { width: picture.naturalWidth, height: picture.naturalHeight };
  if ('videoWidth' in picture) return { width: picture.videoWidth, height: picture.videoHeight };
  if ('displayWidth' in picture) return { width: picture.displayWidth, height: picture.displayHeight };
  return { width: picture.width, height: picture.height };
}
