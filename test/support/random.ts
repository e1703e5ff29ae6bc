// SPDX-License-Identifier: Apache-2.0
export { seededRandom } from '../../bench/seeded-random.ts';
