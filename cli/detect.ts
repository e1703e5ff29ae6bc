// SPDX-License-Identifier: Apache-2.0
import { DETECTOR_DEFAULTS } from '../src/detector/options.ts';
import type { Detector } from '../src/index.ts';
import { PoseError } from '../src/pose/errors.ts';
import type { Edges, Keypoint3D, Pose } from '../src/pose/pose.ts';
import { rounded } from '../src/pose/rounded.ts';
import { type Annotations, readAnnotations } from './annotations/annotations.ts';
import { hasBox, peopleByPicture, personBox, pictureOfFile } from './annotations/person-boxes.ts';
import { type Command, edges, parseOptions, share, UsageError, wholeNumber } from './args.ts';
import {
  DEFAULT_MAX_POSES,
  DETECTOR_OPTIONS,
  DETECTOR_USAGE,
  findPoses,
  LIFT_OPTIONS,
  LIFT_USAGE,
  noteMissingLifters,
  openDetector,
  posesInBoxes,
} from './detector.ts';
import { type DecodedPicture, decodePicture } from './images/decode.ts';
import { listPictures } from './images/list.ts';
import { EXIT, type ExitCode, type Io, sentence } from './io.ts';

export const detectCommand: Command = {
  name: 'detect',
  summary: 'finds people in pictures, one JSON line a picture',
  usage: `Usage: poseswarm detect FILE|DIR... [options]

  --max-poses N     at most N people a picture, the likeliest (default ${DEFAULT_MAX_POSES})
  --min-score S     only people that score S or more, 0 to 1 (default ${DETECTOR_DEFAULTS.minPoseScore}); not with --boxes
  --boxes FILE      COCO annotation file: look into its person boxes instead of searching; poses carry annotation_id
  --region X0,Y0,X1,Y1  only people whose middle lies in this part, px, seen as large as can be; not with --boxes
${LIFT_USAGE}
${DETECTOR_USAGE}

Reads JPEG, PNG and WebP. A file that fails is named on stderr, the others go on, and the exit code is 1.`,
  run: detect,
};

type MadePose = Pose & { readonly annotationId?: number };

const OPTIONS = {
  'max-poses': { type: 'string' },
  'min-score': { type: 'string' },
  boxes: { type: 'string' },
  region: { type: 'string' },
  ...LIFT_OPTIONS,
  ...DETECTOR_OPTIONS,
} as const;

async function detect(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(argv, OPTIONS, true);
  if (positionals.length === 0) throw new UsageError('No picture was named; expected at least one file or folder.');
  const maxPoses = wholeNumber('max-poses', values['max-poses'], 1, 1000, undefined);
  const minPoseScore = share('min-score', values['min-score']);
  if (minPoseScore !== undefined && values.boxes !== undefined) {
    throw new UsageError('Both --min-score and --boxes were given; every box gets its pose, whatever it scores.');
  }
  const region = edges('region', values.region);
  if (region && values.boxes !== undefined) {
    throw new UsageError('Both --region and --boxes were given; expected one of them.');
  }
  const annotations = values.boxes === undefined ? undefined : await readAnnotations(values.boxes, 'boxes');
  const { files, problems } = await listPictures(positionals);
  for (const problem of problems) io.note(`poseswarm: ${problem}`);
  let failed = problems.length;
  const detector = await openDetector({ ...values, minPoseScore });
  noteMissingLifters(detector, io);
  try {
    for (const file of files) {
      try {
        io.out(JSON.stringify(await detectFile(detector, file, { annotations, maxPoses, region })));
      } catch (error) {
        failed += 1;
        io.note(`poseswarm: ${file}: ${sentence(error)}`);
      }
    }
  } finally {
    await detector.dispose();
  }
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

export interface Question {
  readonly annotations: Annotations | undefined;
  readonly maxPoses: number | undefined;
  readonly region: Edges | undefined;
}

/** What a line says of one picture. */
export async function detectFile(
  detector: Detector,
  file: string,
  { annotations, maxPoses, region }: Question,
): Promise<object> {
  const picture = await decodePicture(file);
  const { poses, ms } =
    annotations === undefined
      ? await findPoses(detector, picture, maxPoses ?? DEFAULT_MAX_POSES, region)
      : await annotatedPoses(detector, file, picture, annotations, maxPoses);
  return { file, width: picture.width, height: picture.height, poses: poses.map(poseJson), ms: rounded(ms, 2) };
}

/** Best score first, as the swarm's own search gives them. */
async function annotatedPoses(
  detector: Detector,
  file: string,
  picture: DecodedPicture,
  annotations: Annotations,
  maxPoses: number | undefined,
): Promise<{ poses: readonly MadePose[]; ms: number }> {
  const entry = pictureOfFile(annotations, file);
  if (entry === undefined) {
    throw new PoseError(
      'bad-annotations',
      'The picture is not in the annotation file; expected its name among the images.',
    );
  }
  const people = (peopleByPicture(annotations).get(entry.id) ?? []).filter(hasBox);
  const { poses, ms } = await posesInBoxes(detector, picture, people.map(personBox));
  const named = poses.map((pose, i): MadePose => ({ ...pose, annotationId: people[i]?.id ?? -1 }));
  return { poses: named.sort((a, b) => b.score - a.score).slice(0, maxPoses), ms };
}

function poseJson(pose: MadePose): object {
  const { xMin, yMin, xMax, yMax, width, height } = pose.box;
  const px = (value: number): number => rounded(value, 2);
  return {
    ...(pose.annotationId === undefined ? {} : { annotation_id: pose.annotationId }),
    score: rounded(pose.score, 4),
    box: { xMin: px(xMin), yMin: px(yMin), xMax: px(xMax), yMax: px(yMax), width: px(width), height: px(height) },
    keypoints: pose.keypoints.map(({ name, x, y, score }) => ({ name, x: px(x), y: px(y), score: rounded(score, 4) })),
    ...(pose.keypoints3D === undefined ? {} : { keypoints3D: pose.keypoints3D.map(spaceJson) }),
  };
}

function spaceJson({ name, x, y, z, score }: Keypoint3D): object {
  return { name, x: rounded(x, 4), y: rounded(y, 4), z: rounded(z, 4), score: rounded(score, 4) };
}
