import { FacekitError } from '../core/errors.ts';
import { shortened } from '../core/json.ts';
import type { ShardManifest } from './manifest.ts';
import { formatShard } from './shard.ts';

/**
 * Refuses two shards of one output that do not belong together.
 *
 * @throws FacekitError `shards-differ`
 */
export function requireSameShards(first: ShardManifest, other: ShardManifest): void {
  const [one, two] = [first, other].map(({ shard }) => formatShard(shard));
  const refuse = (difference: string, remedy: string): never => {
    throw new FacekitError('shards-differ', `Expected shards that belong together but ${difference}: ${remedy}.`);
  };
  if (first.command !== other.command)
    refuse(`shard ${one} is of ${first.command} and ${two} of ${other.command}`, 'name another output');
  const names = [...new Set([...Object.keys(first.settings), ...Object.keys(other.settings)])];
  const differing = names.filter((name) => first.settings[name] !== other.settings[name]);
  if (differing.length > 0)
    refuse(
      differing
        .map((name) => `${name} is ${value(first, name)} in shard ${one} and ${value(other, name)} in ${two}`)
        .join(', '),
      'run one of them again with the settings of the other',
    );
}

/** Refuses shards that have seen other images. Throws `shards-differ`. */
export function requireSameInput(manifests: readonly ShardManifest[]): void {
  const [first, ...others] = manifests;
  const other = others.find(({ input }) => input.sha256 !== first?.input.sha256);
  if (!first || !other) return;
  const saw = ({ shard, input }: ShardManifest): string =>
    `shard ${formatShard(shard)} saw ${input.images} images of the input`;
  throw new FacekitError(
    'shards-differ',
    `Expected shards of the same images but ${saw(first)} and ${saw(other)}, not the same: files were added, removed or named in another way meanwhile. Run all shards again.`,
  );
}

const value = ({ settings }: ShardManifest, name: string): string => shortened(settings[name] ?? 'not given', 60);
