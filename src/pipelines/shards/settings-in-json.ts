import type { ShardSettings } from '../../sharding/manifest.ts';

/** Settings as a manifest holds them. What is undefined is left out. */
export const settingsInJson = (settings: Readonly<Record<string, unknown>>): ShardSettings =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, JSON.stringify(value)]])),
  );
