// SPDX-License-Identifier: Apache-2.0

/** Every code that a `PoseError` can carry; a test walks this list. */
export const POSE_ERROR_CODES = [
  /** The picture's data cannot be read: wrong type, length or channel count. */
  'bad-image',
  /** The picture is too small or too large. */
  'bad-size',
  /** An option or argument is outside what it may be. */
  'bad-option',
  /** The weights file is truncated, of another version, or describes a swarm outside the limits. */
  'bad-weights',
  /** The manifest that vouches for weights and kernels is missing, or not signed by whom it should be. */
  'bad-signature',
  /** Weights or kernels are not those that the signed manifest lists: they were changed, or mixed with another release's. */
  'bad-hash',
  /** An annotation file lacks fields or holds wrong ones. */
  'bad-annotations',
  /** A stored record, or the vault's key, was changed or is not of this vault. */
  'bad-vault',
  /** A record does not fit into the vault, or the browser gives it no room. */
  'storage-full',
  /** A tensor holds numbers that are not finite. */
  'bad-tensor',
  /** This runtime lacks what was asked for. */
  'unsupported',
  /** The detector was used after `dispose()`. */
  'disposed',
  /** A file is not a picture that can be decoded. */
  'decode-failed',
] as const;

export type PoseErrorCode = (typeof POSE_ERROR_CODES)[number];

/** The one error of the public doors: a code to switch on, and a sentence with the value and what was expected. */
export class PoseError extends Error {
  override readonly name = 'PoseError';
  readonly code: PoseErrorCode;

  constructor(code: PoseErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
