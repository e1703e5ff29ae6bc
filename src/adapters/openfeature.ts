// SPDX-License-Identifier: Apache-2.0
// `poseswarm/openfeature`: experiments behind OpenFeature (https://openfeature.dev/specification/sections/providers), so that an application
// asks for a flag and need not know who decides. Only the types of its package are needed: a provider is a plain object.
import type { ErrorCode, EvaluationContext, JsonValue, Provider, ResolutionDetails } from '@openfeature/web-sdk';
import { assign, type Experiment } from '../observe/experiment.ts';
import { inWords, refuse } from '../pose/check.ts';

/** What OpenFeature's `ErrorCode` has for these; its package is not loaded for them. */
type Failure = `${ErrorCode.FLAG_NOT_FOUND | ErrorCode.TYPE_MISMATCH | ErrorCode.TARGETING_KEY_MISSING}`;

/**
 * Answers flags by the experiments of these names. A unit is the context's `targetingKey`; who takes no part gets the caller's default.
 *
 * @throws PoseError `bad-option` for an experiment that `assign` would refuse, and for two of one name.
 */
export function createExperimentProvider(experiments: readonly Experiment<JsonValue>[]): Provider {
  const known = new Map<string, Experiment<JsonValue>>();
  for (const experiment of experiments) {
    // What cannot be assigned is refused now, and not when a flag is asked for.
    assign(experiment, '');
    if (known.has(experiment.name)) refuse(`name is ${inWords(experiment.name)} twice, expected one experiment a name`);
    known.set(experiment.name, experiment);
  }

  function resolve<T>(
    flag: string,
    fallback: T,
    context: EvaluationContext,
    fits: (value: unknown) => value is T,
  ): ResolutionDetails<T> {
    const failed = (errorCode: Failure, errorMessage: string): ResolutionDetails<T> => ({
      ...{ value: fallback, reason: 'ERROR', errorMessage },
      // An enum's values are these texts, but TypeScript takes no text for them.
      errorCode: errorCode as ErrorCode,
    });
    const experiment = known.get(flag);
    if (!experiment) return failed('FLAG_NOT_FOUND', `no experiment is called ${inWords(flag)}`);
    const { targetingKey } = context;
    if (!targetingKey)
      return failed('TARGETING_KEY_MISSING', 'the context has no targetingKey, expected that of a visitor');
    const found = assign(experiment, targetingKey);
    if (!found) return { value: fallback, reason: 'DEFAULT' };
    const { variant, value } = found;
    if (!fits(value)) return failed('TYPE_MISMATCH', `${flag} is ${inWords(value)} in variant ${variant}`);
    return { value, variant, reason: 'SPLIT' };
  }

  return {
    metadata: { name: 'poseswarm' },
    runsOn: 'client',
    resolveBooleanEvaluation: (flag, fallback, context) => resolve(flag, fallback, context, isBoolean),
    resolveStringEvaluation: (flag, fallback, context) => resolve(flag, fallback, context, isString),
    resolveNumberEvaluation: (flag, fallback, context) => resolve(flag, fallback, context, isNumber),
    resolveObjectEvaluation<T extends JsonValue>(flag: string, fallback: T, context: EvaluationContext) {
      // Of which shape an object is only its caller knows.
      return resolve(flag, fallback, context, (value): value is T => typeof value === 'object');
    },
  };
}

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
