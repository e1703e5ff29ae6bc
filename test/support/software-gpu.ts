// SPDX-License-Identifier: Apache-2.0

/** Without these headless chromium offers no WebGPU; the GPU is a program (SwiftShader). */
export const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
] as const;
