// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../src/pose/errors.ts';

/**
 * Imports a package that the library does without.
 *
 * @param what What it is needed for, as the sentence begins: `Pictures are read`.
 * @throws PoseError `unsupported` where it is not installed.
 */
export async function optionalPackage<T>(load: () => Promise<T>, what: string, name: string): Promise<T> {
  try {
    return await load();
  } catch {
    throw new PoseError(
      'unsupported',
      `${what} with the package "${name}", which is not installed: npm install ${name}.`,
    );
  }
}
