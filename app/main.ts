// SPDX-License-Identifier: Apache-2.0
import { createDetector, type Detector } from 'poseswarm';
import { nextFrame, openCamera } from './camera.ts';
import { element } from './dom.ts';
import { setUpOffline } from './offline/install.ts';
import { milliseconds, showPoses, showSwarm, showTime } from './panel.ts';
import { decode, listenForFiles, type Picture } from './pictures.ts';
import { listSamples, type Sample } from './samples.ts';
import { cameraSentence, peopleWords, sentence } from './sentences.ts';
import { createStage } from './stage.ts';
import { setUpTheme } from './theme.ts';

/** What the page is doing; also an attribute of the body, for styles and tests. */
type State = 'loading' | 'ready' | 'working' | 'camera' | 'failed';

const stage = createStage(element('canvas', HTMLCanvasElement), element('empty', HTMLElement));
const status = element('status', HTMLElement);
const problem = element('problem', HTMLElement);
const webcam = element('webcam', HTMLButtonElement);
const detector = createDetector();
/** Counts what the user asked for: work that is no longer the latest does not show its result. */
const latest = { turn: 0 };

setUpTheme();
if (import.meta.env.MODE === 'production') setUpOffline();
const samples = listSamples(element('samples', HTMLElement), (sample) => analyse(sample.open, sample));
listenForFiles(
  {
    choose: element('choose', HTMLButtonElement),
    input: element('file', HTMLInputElement),
    drop: element('drop', HTMLElement),
  },
  (file) =>
    analyse(async () => {
      const chosen = file();
      return decode(chosen, chosen.name);
    }),
);
webcam.addEventListener('click', () => (document.body.dataset.state === 'camera' ? stopCamera() : watch()));
enter('loading');
detector.then(
  ({ info }) => {
    showSwarm(info);
    if (latest.turn === 0) {
      enter('ready');
      status.textContent = 'Ready.';
    }
  },
  (error: unknown) => {
    enter('failed');
    status.textContent = 'The swarm could not be loaded.';
    complain(sentence(error));
  },
);

/** Finds the people of one picture and shows them; the latest call wins. */
async function analyse(open: () => Promise<Picture>, sample?: Sample): Promise<void> {
  const turn = begin('working', sample);
  status.textContent = 'Looking for people…';
  let picture: Picture | undefined;
  try {
    picture = await open();
    if (turn !== latest.turn) return;
    const { bitmap, name } = picture;
    const view = { name, source: bitmap, width: bitmap.width, height: bitmap.height, mirror: false };
    stage.show(view);
    showPoses(undefined); // if the swarm refuses this picture, nothing of the one before is left
    const swarm = await detector;
    await painted();
    const poses = await swarm.estimatePoses(bitmap);
    if (turn !== latest.turn) return;
    stage.show({ ...view, poses });
    showPoses(poses);
    showTime(swarm.stats);
    status.textContent = `${peopleWords(poses.length)} in ${milliseconds(swarm.stats.lastMs)}.`;
    enter('ready');
  } catch (error) {
    if (turn === latest.turn) fail(sentence(error));
  } finally {
    picture?.bitmap.close();
  }
}

/** Shows the webcam with its skeletons until something else is asked for. */
async function watch(): Promise<void> {
  const turn = begin('camera');
  status.textContent = 'Starting the webcam…';
  let camera: Awaited<ReturnType<typeof openCamera>> | undefined;
  try {
    camera = await openCamera();
    const swarm = await detector;
    let told = '';
    while (turn === latest.turn) {
      await nextFrame(camera.video);
      if (turn !== latest.turn || camera.video.readyState < 2) continue;
      const words = await showFrame(swarm, camera.video);
      // The status is read aloud: it says what changes, not every frame.
      if (words !== told && turn === latest.turn) status.textContent = `Webcam: ${words.toLowerCase()}.`;
      told = words;
    }
  } catch (error) {
    if (turn === latest.turn) fail(cameraSentence(error));
  } finally {
    camera?.stop();
  }
}

async function showFrame(swarm: Detector, video: HTMLVideoElement): Promise<string> {
  const poses = await swarm.estimatePoses(video, { flipHorizontal: true }, performance.now());
  const { videoWidth: width, videoHeight: height } = video;
  stage.show({ name: 'Webcam', source: video, width, height, mirror: true, poses });
  showPoses(poses);
  showTime(swarm.stats);
  return peopleWords(poses.length);
}

function stopCamera(): void {
  begin('ready');
  status.textContent = 'The webcam is off.';
}

function begin(state: State, sample?: Sample): number {
  latest.turn++;
  problem.hidden = true;
  for (const { button } of samples) button.setAttribute('aria-pressed', String(button === sample?.button));
  enter(state);
  return latest.turn;
}

function fail(words: string): void {
  status.textContent = '';
  complain(words);
  enter('ready');
}

function complain(words: string): void {
  problem.textContent = words;
  problem.hidden = false;
}

function enter(state: State): void {
  document.body.dataset.state = state;
  webcam.setAttribute('aria-pressed', String(state === 'camera'));
  webcam.textContent = state === 'camera' ? 'Stop webcam' : 'Start webcam';
}

/** Lets the browser paint what was written so far, before the swarm takes the main thread. */
function painted(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
