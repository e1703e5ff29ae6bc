// SPDX-License-Identifier: Apache-2.0
// All that the swarm needs, within the page: a WebView's page that is a text can load nothing from beside it.
import wasm from 'poseswarm/assets/kernels.wasm';
import manifest from 'poseswarm/weights/manifest.json';
import signature from 'poseswarm/weights/manifest.sig';
import weights from 'poseswarm/weights/swarm.safetensors';
import { start } from '../camera.js';

start({ weights, wasm, tier: 'wasm-simd', integrity: { manifest, signature } });
