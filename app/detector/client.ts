// SPDX-License-Identifier: Apache-2.0
import { PoseError } from 'poseswarm';
import type { Call, DetectorClient, Notice, Question, Reply } from './protocol.ts';
import script from './worker.ts?worker&url';

/**
 * Starts a worker with the detector in it; where that fails, the detector runs in the page, and `where` says so.
 *
 * @param workers Threads that help it.
 */
export async function createClient(tell: (notice: Notice) => void, workers: number): Promise<DetectorClient> {
  try {
    return await createWorkerClient(tell, workers);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { createService }: typeof import('./worker.ts') = await import(/* @vite-ignore */ script);
    const service = createService(tell);
    void service.answer({ ask: 'open', workers }).catch(() => undefined); // whoever asks is told
    // The service answers each question with the type that `Answers` lists for it.
    const ask = ((question: Question) => service.answer(question)) as DetectorClient['ask'];
    return { where: { worker: false, reason }, ask };
  }
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** What the page gives away with a question. */
function handedOver(question: Question): Transferable[] {
  if (question.ask === 'estimate') return [question.picture];
  return question.ask === 'watch' ? [question.frames] : [];
}

async function createWorkerClient(tell: (notice: Notice) => void, workers: number): Promise<DetectorClient> {
  const worker = new Worker(script, { type: 'module', name: 'poseswarm' });
  const waiting = new Map<number, Waiting>();
  let calls = 0;

  const ask = (question: Question) =>
    new Promise<unknown>((resolve, reject) => {
      const id = calls++;
      waiting.set(id, { resolve, reject });
      const call: Call = { id, question };
      try {
        worker.postMessage(call, handedOver(question));
      } catch (error) {
        waiting.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if ('notice' in data) return tell(data.notice);
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if ('answer' in data) caller?.resolve(data.answer);
    else
      caller?.reject(
        data.error.code ? new PoseError(data.error.code, data.error.message) : new Error(data.error.message),
      );
  });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const error = new Error(event.message || 'its script could not be loaded');
      for (const { reject: refuse } of waiting.values()) refuse(error);
      waiting.clear();
      reject(error);
    });
  });
  // Weights that cannot be used are no reason to try again in the page: only a worker that does not start is.
  const settled = ask({ ask: 'open', workers }).then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof PoseError)) throw error;
    },
  );
  await Promise.race([settled, broken]);
  broken.catch(() => undefined);
  // Every question is answered with the type that `Answers` lists for it.
  return { where: { worker: true }, ask: ask as DetectorClient['ask'] };
}
