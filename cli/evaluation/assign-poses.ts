// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../../src/pose/pose.ts';
import { alwaysIgnored } from '../coco/match.ts';
import { personOks } from '../coco/person-oks.ts';
import type { CocoPerson } from '../coco/types.ts';

/**
 * Gives every annotated person the found pose that answers for them: the pairs of highest OKS first, each person and
 * each pose once. Pairs of no likeness at all (OKS below 0.01) are no answer.
 *
 * @returns the pose by annotation id; people whom nobody found are missing
 */
export function assignPoses(people: readonly CocoPerson[], poses: readonly Pose[]): ReadonlyMap<number, Pose> {
  const flat = poses.map((pose) => pose.keypoints.flatMap(({ x, y, score }) => [x, y, score]));
  const pairs = people
    .filter((person) => !alwaysIgnored(person))
    .flatMap((person) => poses.map((pose, p) => ({ person, pose, oks: personOks(person, flat[p] ?? []) })))
    .filter((pair) => pair.oks >= 0.01)
    .sort((a, b) => b.oks - a.oks);
  const given = new Map<number, Pose>();
  const taken = new Set<Pose>();
  for (const { person, pose } of pairs) {
    if (given.has(person.id) || taken.has(pose)) continue;
    given.set(person.id, pose);
    taken.add(pose);
  }
  return given;
}
