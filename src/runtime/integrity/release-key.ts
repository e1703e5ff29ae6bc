// SPDX-License-Identifier: Apache-2.0

/** Whose signature the weights and kernels of a release bear: a raw Ed25519 public key in base64. */
export const RELEASE_KEY = 'PcJKn+BexGVnG3cu4+Doit3uUODV6h5wigvFBsNvqPg=';
