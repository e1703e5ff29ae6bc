// SPDX-License-Identifier: Apache-2.0
export type { VaultEntry } from './database.ts';
export { type Json, openVault, type Vault, type VaultOptions, type VaultUsage } from './vault.ts';
