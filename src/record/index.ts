// SPDX-License-Identifier: Apache-2.0
export { type BvhOptions, toBvh } from './bvh.ts';
export { type CocoResult, toCocoResults } from './coco.ts';
export { csvColumns, toCsv } from './csv.ts';
export { frameJson, toJson } from './json.ts';
export { frameStepMs, type RecordFrame, type Recording } from './recording.ts';
