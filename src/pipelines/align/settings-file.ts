import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { checkJson, inJson } from '../../core/json.ts';
import { alignmentDamaged } from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { facekitVersion } from '../../files/package-info.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { differingSettings, type AlignmentSettings } from './align-settings.ts';
import { ifThere } from '../../files/if-there.ts';

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
type FoundSettings = v.InferOutput<typeof SETTINGS>;

/** `alignment.json` of an output folder. */
export class SettingsFile {
  readonly #folder: string;
  readonly #file: string;
  readonly #writer: AtomicWriter;

  constructor(folder: string, writer: AtomicWriter) {
    this.#folder = folder;
    this.#file = path.join(folder, 'alignment.json');
    this.#writer = writer;
  }

  /**
   * Writes the settings into an output folder that has none, and compares them with those of one that has.
   *
   * @returns whether crops that exist must be made again: by request, or since an earlier run was stopped while replacing them
   * @throws FacekitError `settings-differ`
   */
  async claim(settings: AlignmentSettings, overwrite: boolean): Promise<boolean> {
    const found = await this.#read();
    const differing = found === undefined ? [] : differingSettings(settings, found);
    if (differing.length > 0 && !overwrite) throw settingsDiffer(this.#folder, settings, found ?? {}, differing);
    const replacing = differing.length > 0 || found?.replacing === true;
    if (found === undefined || differing.length > 0) await this.#write(settings, replacing);
    return overwrite || replacing;
  }

  /** Writes the settings at the end of a run: every crop is of these settings now. */
  async settle(settings: AlignmentSettings): Promise<void> {
    await this.#write(settings, false);
  }

  async #write(settings: AlignmentSettings, replacing: boolean): Promise<void> {
    const content = { facekit: facekitVersion(), ...settings, ...(replacing ? { replacing } : {}) };
    await this.#writer.write(this.#file, `${JSON.stringify(content, null, 2)}\n`);
  }

  async #read(): Promise<FoundSettings | undefined> {
    const text = await ifThere(readTextFile(this.#file), undefined);
    if (text === undefined) return undefined;
    const settings = checkJson(text, SETTINGS);
    if (settings.ok) return settings.value;
    throw alignmentDamaged(this.#file, settings.problem);
  }
}

function settingsDiffer(
  output: string,
  ours: AlignmentSettings,
  theirs: FoundSettings,
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
