// SPDX-License-Identifier: Apache-2.0
import { createDetector, type Detector, PoseError } from 'poseswarm';
import type { SwarmMirror } from 'poseswarm/claude-flow';
import type { Answers, Estimate, FramePicture, Notice, PlainError, Question, SeenFrame } from './protocol.ts';
import { openStreamFrames, type StreamFrames } from './stream-frames.ts';

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
  let stream: StreamFrames | undefined;
  let bridge: string | undefined;
  let mirror: SwarmMirror | undefined;

  function open(wanted: number): Promise<Detector> {
    if (wanted === workers) return loading;
    workers = wanted;
    const mirrored = mirror;
    mirror = undefined;
    loading.then(
      async (before) => {
        await working;
        await mirrored?.close();
        before.dispose();
      },
      () => undefined,
    );
    loading = createDetector({ lift: true, workers: wanted });
    loading.then(
      (detector) => {
        listen(detector, tell);
        reflect(detector).catch((error: unknown) => tell({ kind: 'fault', message: plainError(error).message }));
      },
      () => undefined,
    );
    return loading;
  }

  /** Tells Claude Flow of this detector, where the page has a bridge. */
  async function reflect(detector: Detector): Promise<void> {
    if (bridge === undefined) return;
    const url = bridge;
    const { connectBridge, mirrorSwarm } = await import('poseswarm/claude-flow');
    await mirror?.close();
    mirror = mirrorSwarm(detector, () => connectBridge(url));
  }

  async function look(detector: Detector, picture: FramePicture, timestampMs?: number): Promise<Estimate> {
    const looking = detector.estimatePoses(picture, {}, timestampMs);
    working = Promise.allSettled([working, looking]);
    return { poses: await looking, stats: detector.stats };
  }

  async function lookAtFrame(detector: Detector, picture: VideoFrame): Promise<Omit<SeenFrame, 'picture'>> {
    const start = performance.now();
    const timestampMs = picture.timestamp / 1000;
    try {
      const estimate = await look(detector, picture, timestampMs);
      return { ...estimate, timestampMs, ms: performance.now() - start };
    } catch (error) {
      picture.close();
      throw error;
    }
  }

  return {
    async answer(question) {
      if (question.ask === 'open') return (await open(question.workers)).info;
      const detector = await loading;
      switch (question.ask) {
        case 'estimate': {
          const { picture, timestampMs } = question;
          try {
            return await look(detector, picture, timestampMs);
          } finally {
            picture.close();
          }
        }
        case 'watch':
          stream?.stop();
          stream = openStreamFrames(question.frames);
          return undefined;
        case 'next': {
          const picture = await stream?.next();
          return picture && { picture, ...(await lookAtFrame(await loading, picture)) };
        }
        case 'agents':
          return {
            agents: detector.agents.list(),
            squads: detector.agents.squads(),
            mesh: detector.agents.mesh(),
            mirror: mirror?.report,
          };
        case 'drill':
          return detector.agents[question.drill](question.id) as undefined; // it gives nothing back
        case 'reset':
          return detector.reset() as undefined;
        case 'mirror':
          bridge = question.bridge;
          await reflect(detector);
          return undefined;
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
