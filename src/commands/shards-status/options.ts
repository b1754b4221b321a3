import { commandOf } from '../shared/command-entry.ts';
import { jsonOption } from '../shared/options.ts';

/** `facekit shards status`. */
export const command = commandOf(jsonOption, async () => (await import('./shards-status.ts')).showShards);
