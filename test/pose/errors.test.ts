// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { POSE_ERROR_CODES, PoseError } from '../../src/pose/errors.ts';

test('an error carries its code, its sentence, its name and its cause', () => {
  const cause = new TypeError('inner');
  const error = new PoseError('bad-size', 'Picture size is 1 x 1 px; expected more.', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('PoseError');
  expect(error.code).toBe('bad-size');
  expect(error.cause).toBe(cause);
  expect(String(error)).toBe('PoseError: Picture size is 1 x 1 px; expected more.');
});

test('no code is listed twice', () => {
  expect(new Set(POSE_ERROR_CODES).size).toBe(POSE_ERROR_CODES.length);
});
