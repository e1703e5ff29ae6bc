// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';
import { createLabelAtlas } from './label-atlas.ts';
import type { PoseRenderer, RenderCanvas, RendererEvents, RenderPicture, Scene } from './renderer.ts';
import { addScene } from './scene-shapes.ts';
import { Shapes } from './shapes.ts';
import { labelSprites, MOST_LABELS, pictureSprite, SPRITE_FLOATS } from './sprites.ts';
import { createTextureFitter, type TextureFitter } from './texture-picture.ts';
import { fitView } from './view.ts';
import {
  createInstanceProgram,
  type InstanceProgram,
  MARK_FRAGMENT,
  MARK_VERTEX,
  SPRITE_FRAGMENT,
  SPRITE_VERTEX,
} from './webgl2-program.ts';

/** What lives on the GPU, and is made anew after a lost context. */
interface Resources {
  readonly marks: InstanceProgram;
  readonly sprites: InstanceProgram;
  readonly picture: WebGLTexture;
  readonly letters: WebGLTexture;
  readonly fit: TextureFitter;
  lettersVersion: number;
}

/** Draws with WebGL 2. @throws PoseError `unsupported` when the canvas gives no such context. */
export function createWebGL2Renderer(canvas: RenderCanvas, events: RendererEvents = {}): PoseRenderer {
  const gl = contextOf(canvas);
  const shapes = new Shapes();
  const atlas = createLabelAtlas();
  const sprites = new Float32Array(MOST_LABELS * SPRITE_FLOATS);
  let resources: Resources | undefined = createResources(gl);

  const lost = (event: Event) => {
    event.preventDefault(); // says that it is to be restored
    resources = undefined;
    events.onLost?.('the GPU dropped the WebGL 2 context');
  };
  const restored = () => {
    resources = createResources(gl);
    events.onRestored?.();
  };
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);

  return {
    backend: 'webgl2',
    get lost() {
      return resources === undefined;
    },
    draw(scene) {
      if (resources && !gl.isContextLost()) drawScene(resources, scene);
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
      if (resources) release(gl, resources);
      resources = undefined;
    },
  };

  function drawScene(on: Resources, scene: Scene): void {
    const { width, height } = canvas;
    const view = fitView(scene.size, canvas, scene.fit, scene.mirror);
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    if (scene.picture && !scene.orbit) {
      upload(gl, on.picture, on.fit(scene.picture), view.scale < 0.5);
      pictureSprite(view, sprites);
      on.sprites.draw(sprites, 1, width, height);
    }
    shapes.clear();
    addScene(shapes, scene, view, canvas, atlas.measure);
    on.marks.draw(shapes.marks, shapes.count, width, height);
    const labels = labelSprites(shapes.labels, atlas, sprites);
    if (labels === 0) return;
    gl.bindTexture(gl.TEXTURE_2D, on.letters);
    if (on.lettersVersion !== atlas.version) {
      upload(gl, on.letters, atlas.canvas, false);
      on.lettersVersion = atlas.version;
    }
    on.sprites.draw(sprites, labels, width, height);
  }
}

/** WebGL 2 that is a program on the processor, by the names that drivers give themselves. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether hardware does WebGL 2 here: where a program does, a 2d context is faster. */
export function hasFastWebGL2(): boolean {
  if (typeof OffscreenCanvas === 'undefined') return false;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const name = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER;
  const isFast = !SOFTWARE.test(String(gl.getParameter(name)));
  gl.getExtension('WEBGL_lose_context')?.loseContext(); // browsers keep few contexts at a time
  return isFast;
}

function contextOf(canvas: RenderCanvas): WebGL2RenderingContext {
  const attributes: WebGLContextAttributes = {
    antialias: false, // the shaders soften their edges themselves
    depth: false,
    // What is drawn stays readable for those who copy the canvas later: screenshots, recorders.
    preserveDrawingBuffer: true,
  };
  // TypeScript's union of both canvas types loses the overload for 'webgl2'.
  const gl = canvas.getContext('webgl2', attributes) as WebGL2RenderingContext | null;
  if (gl) return gl;
  throw new PoseError('unsupported', 'the canvas gives no WebGL 2 context, expected one of no other kind');
}

function createResources(gl: WebGL2RenderingContext): Resources {
  return {
    marks: createInstanceProgram(gl, MARK_VERTEX, MARK_FRAGMENT, 4),
    sprites: createInstanceProgram(gl, SPRITE_VERTEX, SPRITE_FRAGMENT, 3),
    picture: createTexture(gl),
    letters: createTexture(gl),
    fit: createTextureFitter(gl.getParameter(gl.MAX_TEXTURE_SIZE)),
    lettersVersion: -1,
  };
}

function release(gl: WebGL2RenderingContext, { marks, sprites, picture, letters }: Resources): void {
  marks.dispose();
  sprites.dispose();
  gl.deleteTexture(picture);
  gl.deleteTexture(letters);
}

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

/** `smaller`: the picture is shrunk by more than half, where the four nearest texels are too few. */
function upload(gl: WebGL2RenderingContext, texture: WebGLTexture, picture: RenderPicture, smaller: boolean): void {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, smaller ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
  if (smaller) gl.generateMipmap(gl.TEXTURE_2D);
}
