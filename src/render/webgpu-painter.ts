// SPDX-License-Identifier: Apache-2.0
import { ATLAS_SIZE, createLabelAtlas } from './label-atlas.ts';
import type { RenderPicture, Scene } from './renderer.ts';
import { addScene } from './scene-shapes.ts';
import { MARK_FLOATS, Shapes } from './shapes.ts';
import { labelSprites, MOST_LABELS, pictureSprite, SPRITE_FLOATS } from './sprites.ts';
import { createTextureFitter, sizeOf, type TextureFitter } from './texture-picture.ts';
import { fitView } from './view.ts';
import { MARK_SHADER, SPRITE_SHADER } from './webgpu-shaders.ts';

// The flags of WebGPU's GPUBufferUsage and GPUTextureUsage, which TypeScript's DOM library does not hold.
const BUFFER = { copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;
const TEXTURE = { copyDst: 0x02, binding: 0x04, renderAttachment: 0x10 } as const;

/** What lives on the GPU. */
interface Resources {
  readonly device: GPUDevice;
  readonly marks: GPURenderPipeline;
  readonly sprites: GPURenderPipeline;
  readonly sampler: GPUSampler;
  readonly canvasSize: GPUBuffer;
  readonly letters: GPUTexture;
  readonly letterSprites: GPUBuffer;
  readonly pictureSprite: GPUBuffer;
  readonly fit: TextureFitter;
  markBuffer: GPUBuffer;
  picture: GPUTexture | undefined;
  lettersVersion: number;
}

/** Draws scenes into textures of one device. */
export interface WebGPUPainter {
  readonly device: GPUDevice;
  /** `target` is of the painter's format, and can be rendered to. */
  paint(target: GPUTexture, scene: Scene): void;
}

export function createWebGPUPainter(device: GPUDevice, format: GPUTextureFormat): WebGPUPainter {
  const on = createResources(device, format);
  const shapes = new Shapes();
  const atlas = createLabelAtlas();
  const letters = new Float32Array(MOST_LABELS * SPRITE_FLOATS);
  const whole = new Float32Array(SPRITE_FLOATS);

  return {
    device,
    paint(target, scene) {
      const { width, height } = target;
      const view = fitView(scene.size, target, scene.fit, scene.mirror);
      device.queue.writeBuffer(on.canvasSize, 0, new Float32Array([width, height, 0, 0]));
      const commands = device.createCommandEncoder();
      const attachment = { view: target.createView(), loadOp: 'clear', storeOp: 'store' } as const;
      const encoder = commands.beginRenderPass({ colorAttachments: [attachment] });
      if (scene.picture && !scene.orbit) {
        const texture = showPicture(on, scene.picture);
        pictureSprite(view, whole);
        device.queue.writeBuffer(on.pictureSprite, 0, whole);
        drawSprites(on, encoder, on.pictureSprite, texture, 1);
      }
      shapes.clear();
      addScene(shapes, scene, view, target, atlas.measure);
      drawMarks(on, encoder, shapes);
      const labels = labelSprites(shapes.labels, atlas, letters);
      if (labels > 0) {
        if (on.lettersVersion !== atlas.version) {
          copyPicture(device, atlas.canvas, on.letters, ATLAS_SIZE, ATLAS_SIZE);
          on.lettersVersion = atlas.version;
        }
        device.queue.writeBuffer(on.letterSprites, 0, letters, 0, labels * SPRITE_FLOATS);
        drawSprites(on, encoder, on.letterSprites, on.letters, labels);
      }
      encoder.end();
      device.queue.submit([commands.finish()]);
    },
  };
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
    fit: createTextureFitter(device.limits.maxTextureDimension2D),
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
  const source = on.fit(picture);
  const { width, height } = sizeOf(source);
  if (on.picture?.width !== width || on.picture.height !== height) {
    on.picture?.destroy();
    on.picture = createTexture(on.device, width, height);
  }
  copyPicture(on.device, source, on.picture, width, height);
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
