// SPDX-License-Identifier: Apache-2.0
import { type DetectorStats, PoseError } from 'poseswarm';

/** Something to tell the user as it is. */
export class Problem extends Error {}

/** What went wrong, in words for the person in front of the page. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof PoseError) return sentenceCase(error.message);
  return `Something went wrong: ${error instanceof Error ? error.message : String(error)}`;
}

/** What went wrong with the webcam, by the names of the Media Capture specification. */
export function cameraSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return 'The webcam was not allowed. Allow it in the browser to see poses live.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'No webcam was found on this device.';
  if (name === 'NotReadableError') return 'The webcam could not be read: another program may be using it.';
  return sentence(error);
}

/** What went wrong with sharing a screen. */
export function screenSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return name === 'NotAllowedError' ? 'The screen was not shared.' : sentence(error);
}

/** Milliseconds with as many digits as mean something. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function peopleWords(count: number): string {
  return count === 0 ? 'Nobody was found' : count === 1 ? '1 person found' : `${count} people found`;
}

/**
 * What was found in a still; or in a frame of a video, with its `name`. Only where no squad is left their mean reputation is 0:
 * then nobody looked.
 */
export function foundSentence(count: number, { agents, lastMs }: DetectorStats, name?: string): string {
  if (count === 0 && agents.avgReputation === 0) return 'Every squad is silenced.';
  const words = peopleWords(count);
  return name === undefined ? `${words} in ${milliseconds(lastMs)}.` : `${name}: ${words.toLowerCase()}.`;
}

function sentenceCase(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
