import path from 'node:path';
import { formatShard, type Shard } from './shard.ts';
import type { ShardManifest } from './manifest.ts';

/** Options that say which shard a command line is of. */
const SHARD_OPTIONS = /^--(shard|shards)$/;
const ATTACHED = /^--(shard|shards)=/;

/** A command line without what says which shard it is: equal for all shards of an output. */
export function withoutShard(argv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    if (word === '--') return [...kept, ...argv.slice(i)];
    if (SHARD_OPTIONS.test(word)) i += 1;
    else if (!ATTACHED.test(word)) kept.push(word);
  }
  return kept;
}

/** The command that makes a shard, from what another of the same output was made by, for a shell in `cwd`. */
export function commandOfShard({ argv, cwd }: Pick<ShardManifest, 'argv' | 'cwd'>, shard: Shard, here: string): string {
  const words = withoutShard(argv);
  const end = words.indexOf('--');
  const at = end < 0 ? words.length : end;
  const line = ['facekit', ...words.slice(0, at), '--shard', formatShard(shard), ...words.slice(at)];
  const command = line.map(quoted).join(' ');
  return path.resolve(here) === cwd ? command : `(cd ${quoted(cwd)} && ${command})`;
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
