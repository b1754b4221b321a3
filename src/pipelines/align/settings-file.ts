import path from 'node:path';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { checkJson, inJson } from '../../core/json.ts';
import { alignmentDamaged } from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { facekitVersion } from '../../files/package-info.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { differingSettings, type AlignmentSettings } from './align-settings.ts';

const VALUE = v.union([
  v.number(),
  v.string(),
  v.boolean(),
  v.array(v.number()),
  v.record(v.string(), v.union([v.string(), v.number()])),
]);

/** By name; they may be those of another version of facekit. */
const SETTINGS = v.objectWithRest(
  {
    /** Set while `overwrite` replaces crops of other settings: until it is done, crops without a record are the old ones. */
    replacing: v.optional(v.boolean()),
  },
  VALUE,
);
type SettingsFile = v.InferOutput<typeof SETTINGS>;

const settingsPath = (output: string): string => path.join(output, 'alignment.json');

/**
 * Writes the settings into an output folder that has none, and compares them with those of one that has.
 *
 * @returns whether crops that exist must be made again: by request, or since an earlier run was stopped while replacing them
 * @throws FacekitError `settings-differ`
 */
export async function claimSettings(
  output: string,
  settings: AlignmentSettings,
  { overwrite, writer }: { readonly overwrite: boolean; readonly writer: AtomicWriter },
): Promise<boolean> {
  const found = await readSettings(output);
  const differing = found === undefined ? [] : differingSettings(settings, found);
  if (differing.length > 0 && !overwrite) throw settingsDiffer(output, settings, found ?? {}, differing);
  const replacing = differing.length > 0 || found?.replacing === true;
  if (found === undefined || differing.length > 0) await writeSettings(output, settings, { replacing, writer });
  return overwrite || replacing;
}

/** Writes the settings at the end of a run: every crop is of these settings now. */
export const settleSettings = (output: string, settings: AlignmentSettings, writer: AtomicWriter): Promise<void> =>
  writeSettings(output, settings, { replacing: false, writer });

async function writeSettings(
  output: string,
  settings: AlignmentSettings,
  { replacing, writer }: { readonly replacing: boolean; readonly writer: AtomicWriter },
): Promise<void> {
  const content = { facekit: facekitVersion(), ...settings, ...(replacing ? { replacing } : {}) };
  await writer.write(settingsPath(output), `${JSON.stringify(content, null, 2)}\n`);
}

async function readSettings(output: string): Promise<SettingsFile | undefined> {
  const file = settingsPath(output);
  try {
    const settings = checkJson((await readRegularFile(file)).toString(), SETTINGS);
    if (settings.ok) return settings.value;
    throw alignmentDamaged(file, settings.problem);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function settingsDiffer(
  output: string,
  ours: AlignmentSettings,
  theirs: SettingsFile,
  names: readonly (keyof AlignmentSettings)[],
): FacekitError {
  const list = (settings: Readonly<Partial<Record<string, unknown>>>): string =>
    names.map((name) => `${name} ${settings[name] === undefined ? 'not given' : inJson(settings[name])}`).join(', ');
  return new FacekitError(
    'settings-differ',
    `Expected the settings of the crops that are already in ${output} (${list(theirs)}) but received ${list({ ...ours })}: ` +
      'choose another output folder, or `overwrite` to make all crops again.',
  );
}
