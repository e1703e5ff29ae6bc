// SPDX-License-Identifier: Apache-2.0

/** Whose signature the weights and kernels of a release bear: a raw Ed25519 public key in base64. */
export const RELEASE_KEY = 'F8IXbZI38jYALh+8IUA98ixxIswX5Fz3XxSQEZG9S0U=';
