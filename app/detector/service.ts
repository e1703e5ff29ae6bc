// SPDX-License-Identifier: Apache-2.0
import { createDetector, type Detector, PoseError } from 'poseswarm';
import type { Answers, Notice, PlainError, Question } from './protocol.ts';

export interface Service {
  answer(question: Question): Promise<Answers[keyof Answers]>;
}

/** Holds the detector and answers questions: in the worker, or in the page where no worker can be had. */
export function createService(tell: (notice: Notice) => void): Service {
  let workers: number | undefined;
  let loading: Promise<Detector> = Promise.reject(
    new Error('no detector was opened, expected "open" before questions'),
  );
  loading.catch(() => undefined); // whoever asks is told
  /** The pictures that are being looked at: a detector that is replaced answers them before it goes. */
  let working: Promise<unknown> = Promise.resolve();

  function open(wanted: number): Promise<Detector> {
    if (wanted === workers) return loading;
    workers = wanted;
    loading.then(
      async (before) => {
        await working;
        before.dispose();
      },
      () => undefined,
    );
    loading = createDetector({ lift: true, workers: wanted });
    loading.then(
      (detector) => listen(detector, tell),
      () => undefined,
    );
    return loading;
  }

  return {
    async answer(question) {
      if (question.ask === 'open') return (await open(question.workers)).info;
      const detector = await loading;
      switch (question.ask) {
        case 'estimate': {
          const { picture, timestampMs } = question;
          try {
            const looking = detector.estimatePoses(picture, {}, timestampMs);
            working = Promise.allSettled([working, looking]);
            const poses = await looking;
            return { poses, stats: detector.stats };
          } finally {
            picture.close();
          }
        }
        case 'agents':
          return { agents: detector.agents.list(), squads: detector.agents.squads(), mesh: detector.agents.mesh() };
        case 'drill':
          return detector.agents[question.drill](question.id) as undefined; // it gives nothing back
        case 'reset':
          return detector.reset() as undefined;
      }
    },
  };
}

function listen(detector: Detector, tell: (notice: Notice) => void): void {
  detector.on('fault', ({ message }) => tell({ kind: 'fault', message }));
  detector.on('recovery', ({ message }) => tell({ kind: 'recovery', message }));
}

export function plainError(error: unknown): PlainError {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof PoseError ? error.code : undefined, message };
}
