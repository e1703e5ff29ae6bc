// SPDX-License-Identifier: Apache-2.0
// A question whose answer is known: the squad looks at noise that is always the same, and must say what it said when its
// weights had just been checked. The same kernels give the same bits, so nothing less is right.
import type { ProgramRunner } from '../agents/program-runner.ts';
import { shapeBytes } from '../agents/shapes.ts';

export interface Probe {
  /**
   * Asks. What the squad's working memory held is lost. The first time there is nothing to compare the answer with: it is
   * taken as the right one, so the squad's weights must have been compared with those that were checked just before.
   */
  passes(): boolean;
  /** Makes the question the squad's input, for whoever runs its program elsewhere. */
  pose(): void;
  /** The right answer, as floats. Where it was not asked for yet it is now: see `passes`. */
  known(): Float32Array;
  /** The squad's weights are others from now on: the next answer is the right one. */
  forget(): void;
}

/**
 * Asks nothing yet: the first pose does not wait for answers that are needed a second later.
 *
 * @param answerLayer Id of the layer whose result is the answer.
 */
export function createProbe(runner: ProgramRunner, answerLayer: string, f32: Float32Array): Probe {
  const question = runner.result('input');
  const { pointer, shape } = runner.result(answerLayer);
  const words = new Int32Array(f32.buffer, pointer, shapeBytes(shape) / 4);
  let known: Int32Array | undefined;

  return {
    passes() {
      const answer = ask();
      known ??= answer.slice();
      for (let i = 0; i < known.length; i++) if (answer[i] !== known[i]) return false;
      return true;
    },
    pose,
    known() {
      known ??= ask().slice();
      return new Float32Array(known.buffer);
    },
    forget() {
      known = undefined;
    },
  };

  function pose(): void {
    fillWithNoise(f32.subarray(question.pointer / 4, (question.pointer + shapeBytes(question.shape)) / 4));
  }

  function ask(): Int32Array {
    pose();
    runner.run();
    return words;
  }
}

/** Of the first sixty seeds that whose noise the trained squads are most decided about: other rounding gives no other answer. */
const QUESTION_SEED = 48;

/** Numbers in [0, 1) by a linear congruential generator (Numerical Recipes' constants); the fourth channel stays 0. */
function fillWithNoise(pixels: Float32Array): void {
  let state = QUESTION_SEED;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = i % 4 === 3 ? 0 : state / 4294967296;
  }
}
