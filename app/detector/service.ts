// SPDX-License-Identifier: Apache-2.0
import { createDetector, type Detector, PoseError } from 'poseswarm';
import type { Answers, Notice, PlainError, Question } from './protocol.ts';

export interface Service {
  answer(question: Question): Promise<Answers[keyof Answers]>;
}

/** Holds the detector and answers questions: in the worker, or in the page where no worker can be had. */
export function createService(tell: (notice: Notice) => void): Service {
  const loading = createDetector({ lift: true });
  loading.then(
    (detector) => listen(detector, tell),
    () => undefined, // whoever asks is told
  );

  return {
    async answer(question) {
      const detector = await loading;
      switch (question.ask) {
        case 'info':
          return detector.info;
        case 'estimate': {
          const { picture, timestampMs } = question;
          try {
            const poses = await detector.estimatePoses(picture, {}, timestampMs);
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
