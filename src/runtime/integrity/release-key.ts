// SPDX-License-Identifier: Apache-2.0

/** Whose signature the weights and kernels of a release bear: a raw Ed25519 public key in base64. */
export const RELEASE_KEY = 'sJknQgEEnpJE94PQM/8IbHPb9lifysBoUUgEey9hXS4=';
