import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { checkJson, inJson } from '../../core/json.ts';
import { alignmentDamaged } from '../../dataset/alignment-record.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { isThere } from '../../files/move-file.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { OUTPUT_FORMAT } from './begin-shard.ts';
import { type ShardManifest, shardDamaged } from '../../sharding/manifest.ts';

const SETTINGS = v.record(v.string(), v.unknown());

/**
 * Reads `alignment.json` of an output and holds it against what its shards say.
 *
 * @returns how to write it as it is when every crop is of these settings
 * @throws FacekitError `shards-differ`, `alignment-damaged`
 */
export async function settleSettings(
  folder: string,
  { settings }: Pick<ShardManifest, 'settings'>,
): Promise<{ write(): Promise<void> }> {
  const file = path.join(folder, 'alignment.json');
  if (!(await isThere(file)))
    throw shardDamaged(`the settings of all crops in ${file}`, 'it is gone', 'remove the shards');
  const found = checkJson(await readTextFile(file), SETTINGS);
  if (!found.ok) throw alignmentDamaged(file, found.problem);
  const settled = Object.fromEntries(Object.entries(found.value).filter(([name]) => name !== 'replacing'));
  const differing = Object.keys(settings).find(
    (name) => name !== OUTPUT_FORMAT && JSON.stringify(settled[name]) !== settings[name],
  );
  if (differing !== undefined)
    throw new FacekitError(
      'shards-differ',
      `Expected shards of the settings of ${file} but ${differing} is ${inJson(settled[differing])} there and ${settings[differing] ?? 'not given'} in the shards: run all shards again with \`overwrite\`.`,
    );
  return { write: () => writeWhole(file, `${JSON.stringify(settled, null, 2)}\n`) };
}
