// SPDX-License-Identifier: Apache-2.0
export { fromBinary } from './binary/from-binary.ts';
export { toBinary } from './binary/to-binary.ts';
export { type BvhOptions, toBvh } from './bvh.ts';
export { type CocoResult, cocoLines, type ImageId, toCocoResults } from './coco.ts';
export { csvColumns, csvLines, toCsv } from './csv.ts';
export { fromJson } from './from-json.ts';
export { frameJson, jsonLines, RECORDING_VERSION, toJson } from './json.ts';
export { frameStepMs, type RecordFrame, type Recording } from './recording.ts';
