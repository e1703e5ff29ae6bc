// SPDX-License-Identifier: Apache-2.0
// `poseswarm/mcp`: what a model of language can ask the swarm (Model Context Protocol), as plain values: `poseswarm mcp` serves them,
// and whoever has a server of their own registers them there.
import type { Detector } from '../detector/types.ts';
import type { RawImage } from '../frame/frame.ts';
import { jointAngles, poseSimilarity } from '../people/motion/index.ts';
import { inWords, refuse } from '../pose/check.ts';
import { LIMITS } from '../pose/limits.ts';
import { median } from '../pose/median.ts';
import type { Pose } from '../pose/pose.ts';
import { rounded } from '../pose/rounded.ts';
import { checkCount } from '../runtime/options.ts';
import { describePose } from './describe.ts';

export { offerTools, pageReader } from './web-mcp.ts';

/** A JSON Schema, as far as these tools use it. */
export interface ToolSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export interface PoseTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ToolSchema;
  /**
   * Answers a call, with numbers rounded to what they are worth.
   *
   * @throws PoseError for what is no picture, and `bad-option` for arguments that the schema does not allow.
   */
  run(input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** Reads the picture that a caller names, however they do. */
export type PictureReader = (name: string) => Promise<RawImage>;

const IMAGE = {
  type: 'string',
  description: 'A JPEG, PNG or WebP picture: the path of a file, or a data URL (data:image/...;base64,...)',
} as const;
const MOST = {
  type: 'integer',
  description: `Most people to report, 1 to ${LIMITS.maxPeople}; default 10`,
  ...{ minimum: 1, maximum: LIMITS.maxPeople },
} as const;
const DEFAULT_RUNS = 10;
const MOST_RUNS = 100;
const RUNS = {
  type: 'integer',
  description: `How often the picture is looked at, 1 to ${MOST_RUNS}; default ${DEFAULT_RUNS}`,
  ...{ minimum: 1, maximum: MOST_RUNS },
} as const;
const ONE_PICTURE: ToolSchema = schema({ image: IMAGE, maxPoses: MOST }, ['image']);

/** @param detector Is not disposed of. @param read Reads what the tools' `image` names. */
export function poseTools(detector: Detector, read: PictureReader): PoseTool[] {
  return [
    {
      name: 'detect_pose',
      title: 'Find people and their joints',
      description:
        'Finds people in a picture: for each a score, a box and 17 COCO keypoints in px from the upper left corner, each with the probability that it is right. Left and right are those of the person.',
      inputSchema: ONE_PICTURE,
      async run(input) {
        const { picture, poses } = await look(input, 'image');
        return { width: picture.width, height: picture.height, people: poses.map(personOf) };
      },
    },
    {
      name: 'describe_pose',
      title: 'Describe people in words',
      description:
        'Says in a sentence each where the people of a picture are, how they lean, and which joints are bent.',
      inputSchema: ONE_PICTURE,
      async run(input) {
        const { picture, poses } = await look(input, 'image');
        return { people: poses.map((pose) => ({ score: rounded(pose.score, 3), text: describePose(pose, picture) })) };
      },
    },
    {
      name: 'measure_angles',
      title: 'Measure the angles of joints',
      description:
        'Degrees at the elbows, shoulders, hips and knees of the people of a picture, as the picture shows them (180 is straight); each with the lowest probability of its three keypoints.',
      inputSchema: ONE_PICTURE,
      async run(input) {
        const { poses } = await look(input, 'image');
        return { people: poses.map((pose) => ({ score: rounded(pose.score, 3), angles: anglesOf(pose) })) };
      },
    },
    {
      name: 'compare_poses',
      title: 'Compare two poses',
      description:
        'How alike the poses of the likeliest people of two pictures are, 0 to 1, wherever and however large they are, and by how much the angles of their joints differ; null where too little is seen.',
      inputSchema: schema({ first: IMAGE, second: IMAGE }, ['first', 'second']),
      async run(input) {
        const [one] = (await look(input, 'first')).poses;
        const [two] = (await look(input, 'second')).poses;
        if (!one || !two)
          return { similarity: null, differences: {}, reason: `nobody is in ${one ? 'second' : 'first'}` };
        const [a, b] = [anglesOf(one), anglesOf(two)];
        const differences = Object.keys(a).flatMap((name) => {
          const [from, to] = [a[name], b[name]];
          return from && to ? [[name, rounded(to.degrees - from.degrees, 0)] as const] : [];
        });
        return { similarity: orNull(poseSimilarity(one, two)), differences: Object.fromEntries(differences) };
      },
    },
    {
      name: 'benchmark',
      title: 'Time the swarm',
      description:
        'How long the swarm takes for a picture on this machine: median and slowest milliseconds of some runs after one that does not count, decoding not included.',
      inputSchema: schema({ image: IMAGE, runs: RUNS }, ['image']),
      async run(input) {
        const runs = input.runs === undefined ? DEFAULT_RUNS : checkCount(Number(input.runs), 'runs', 1, MOST_RUNS);
        const { picture, poses } = await look(input, 'image');
        const times: number[] = [];
        for (let run = 0; run < runs; run++) {
          const start = performance.now();
          await detector.estimatePoses(picture);
          times.push(performance.now() - start);
        }
        const { width, height } = picture;
        const [p50Ms, slowestMs] = [rounded(median(times) ?? 0, 2), rounded(Math.max(...times), 2)];
        return { width, height, people: poses.length, runs, p50Ms, slowestMs, tier: detector.info.tier };
      },
    },
    {
      name: 'inspect_swarm',
      title: 'Look at the swarm itself',
      description:
        'What runs: name and size of the weights, the tier, the squads and their reputation, and what could not be had.',
      inputSchema: schema({}, []),
      async run() {
        const { name, trained, weightsBytes, tier, degraded } = detector.info;
        const squads = detector.agents
          .squads()
          .map(({ id, reputation }) => ({ id, reputation: rounded(reputation, 3) }));
        return { name, trained, weightsBytes, tier, squads, degraded: degraded.map(({ message }) => message) };
      },
    },
  ];

  async function look(
    input: Readonly<Record<string, unknown>>,
    key: string,
  ): Promise<{ picture: RawImage; poses: Pose[] }> {
    const { [key]: image, maxPoses } = input;
    if (typeof image !== 'string') refuse(`${key} is ${inWords(image)}, expected the path of a picture or a data URL`);
    const most =
      maxPoses === undefined ? {} : { maxPoses: checkCount(Number(maxPoses), 'maxPoses', 1, LIMITS.maxPeople) };
    const picture = await read(image);
    return { picture, poses: await detector.estimatePoses(picture, most) };
  }
}

function schema(properties: Readonly<Record<string, object>>, required: readonly string[]): ToolSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function personOf({ score, box, keypoints }: Pose): object {
  const { xMin, yMin, xMax, yMax } = box;
  return {
    score: rounded(score, 3),
    box: { xMin: rounded(xMin, 1), yMin: rounded(yMin, 1), xMax: rounded(xMax, 1), yMax: rounded(yMax, 1) },
    keypoints: Object.fromEntries(
      keypoints.map((one) => [one.name, { x: rounded(one.x, 1), y: rounded(one.y, 1), score: rounded(one.score, 3) }]),
    ),
  };
}

/** Of the joints whose angle can be measured at all. */
function anglesOf(pose: Pose): Record<string, { readonly degrees: number; readonly score: number }> {
  const angles = Object.entries(jointAngles(pose) ?? {});
  return Object.fromEntries(
    angles.flatMap(([name, { degrees, score }]) =>
      Number.isNaN(degrees) ? [] : [[name, { degrees: rounded(degrees, 0), score: rounded(score, 3) }] as const],
    ),
  );
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : rounded(value, 3);
}
