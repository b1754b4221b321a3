import { constants, readSync, writeSync } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { checkJson } from '../../core/json.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { readLineBytes } from '../../dataset/embedding-file/lines.ts';
import type { EmbeddedFaces } from '../collection/embed-images.ts';
import { isThere } from '../../files/move-file.ts';
import { writing } from '../../files/output-errors.ts';
import {
  formatCheckedLine,
  formatPartialRecord,
  parsePartialRecord,
  readCheckedLine,
  type PartialRecord,
} from './partial-record.ts';
import { differences, type RunSettings } from './embed-settings.ts';

export interface PartialOptions {
  readonly settings: RunSettings;
  /** Take up what is there. */
  readonly resume: boolean;
  /** Throw away what is there, unless it is taken up. */
  readonly overwrite: boolean;
}

/** Where a line is. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * `<output>.partial`: a line of settings, then one for each finished image, on disk as soon as it is finished. From it an
 * interrupted run is taken up, equal images find their results, and at the end the output is made. In memory are places only.
 */
export class PartialFile {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #byPath = new Map<string, Place & { readonly key: string }>();
  readonly #byKey = new Map<string, Place>();
  #size = 0;
  #damaged = 0;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /**
   * Begins or takes up the partial file of an output.
   *
   * @throws FacekitError `partial-exists`, `settings-differ`, `partial-damaged`, `output-not-writable`
   */
  static async open(output: string, { settings, resume, overwrite }: PartialOptions): Promise<PartialFile> {
    const file = `${output}.partial`;
    const found = resume ? await openExisting(file) : undefined;
    if (found) return PartialFile.#takeUp(file, found, settings);
    if (await isThere(file)) {
      if (!overwrite) throw partialExists(file);
      await writing(file, () => rm(file));
    }
    await writing(file, () => mkdir(path.dirname(file), { recursive: true }));
    // Made, not found: what somebody puts into the place meanwhile, a link to another file say, is not written to.
    const partial = new PartialFile(file, await writing(file, () => open(file, 'wx+')));
    await partial.#write(formatCheckedLine({ settings }));
    return partial;
  }

  static async #takeUp(file: string, handle: FileHandle, settings: RunSettings): Promise<PartialFile> {
    const partial = new PartialFile(file, handle);
    try {
      await partial.#readIndex(settings);
      return partial;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Lines of the interrupted run that were changed since: their images are computed again. */
  get damagedLines(): number {
    return this.#damaged;
  }

  /** Whether an image with this key was finished under this path: nothing is left to do for it. */
  has(image: string, key: string): boolean {
    return this.#byPath.get(image)?.key === key;
  }

  /** The faces of a finished image with this key. */
  async find(key: string): Promise<EmbeddedFaces | undefined> {
    const place = this.#byKey.get(key);
    return place && this.#read(place);
  }

  /** The faces of a finished image. */
  async facesOf(image: string): Promise<EmbeddedFaces['faces']> {
    const place = this.#byPath.get(image);
    return place ? (await this.#read(place)).faces : [];
  }

  async append(record: PartialRecord): Promise<void> {
    this.#index(record, await this.#write(formatPartialRecord(record)));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Removes the file, closed before. */
  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  #index({ path: image, key }: PartialRecord, place: Place): void {
    this.#byPath.set(image, { ...place, key });
    this.#byKey.set(key, place);
  }

  async #write(line: string): Promise<Place> {
    const bytes = Buffer.from(`${line}\n`);
    const place = { offset: this.#size, bytes: bytes.length };
    await writing(this.#file, () => writeAtOnce(this.#handle.fd, bytes, place.offset));
    this.#size += bytes.length;
    return place;
  }

  async #read({ offset, bytes }: Place): Promise<PartialRecord> {
    const line = await readAtOnce(this.#handle.fd, bytes, offset);
    const record = parsePartialRecord(line.subarray(0, -1));
    if (!record) throw damaged(this.#file);
    return record;
  }

  /**
   * Reads what is there up to a line that is cut off, where the run was killed; what comes next overwrites that. A line that was changed
   * stays, and counts for nothing.
   */
  async #readIndex(settings: RunSettings): Promise<void> {
    const { size } = await this.#handle.stat();
    for await (const line of readLineBytes(this.#file)) {
      const place = { offset: this.#size, bytes: line.length + 1 };
      if (place.offset + place.bytes > size) break;
      if (place.offset === 0) requireSettings(this.#file, line, settings);
      else this.#readRecord(line, place);
      this.#size += place.bytes;
    }
    await writing(this.#file, () => this.#handle.truncate(this.#size));
    if (this.#size === 0) await this.#write(formatCheckedLine({ settings }));
  }

  #readRecord(line: Buffer, place: Place): void {
    const record = parsePartialRecord(line);
    if (record) this.#index(record, place);
    else this.#damaged += 1;
  }
}

/** A line is less work than the way to another thread and back. What is cut off stays 0, which is no record. */
function readAtOnce(file: number, bytes: number, offset: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const line = Buffer.alloc(bytes);
    for (let done = 0; done < bytes;) {
      const read = readSync(file, line, done, bytes - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    resolve(line);
  });
}

/** The same for what is written. */
function writeAtOnce(file: number, bytes: Buffer, offset: number): Promise<void> {
  return new Promise((resolve) => {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
    resolve();
  });
}

/** Of a link, which may lead anywhere, nothing is read or written. */
async function openExisting(file: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    const handle = await open(file, flags);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    return writing(file, () => Promise.reject(error as Error));
  }
  throw damaged(file);
}

function requireSettings(file: string, line: Buffer, settings: RunSettings): void {
  const json = readCheckedLine(line) ?? refuse(file);
  const theirs = checkJson(json, v.object({ settings: v.record(v.string(), SETTING) }));
  if (!theirs.ok) throw damaged(file);
  const differing = differences(settings, theirs.value.settings);
  if (differing === '') return;
  throw new FacekitError(
    'settings-differ',
    `Expected the settings of the interrupted run in ${file} but received others (${differing}): use the same, or \`overwrite\` without \`resume\` to begin again.`,
  );
}

const SETTING = v.union([v.string(), v.number(), v.boolean(), v.null()]);

function refuse(file: string): never {
  throw damaged(file);
}

const damaged = (file: string): FacekitError =>
  new FacekitError(
    'partial-damaged',
    `Expected the finished images of an interrupted run, with a checksum in each line, in ${file} but found something else, or what an older facekit has left: \`overwrite\` without \`resume\` begins again.`,
  );

const partialExists = (file: string): FacekitError =>
  new FacekitError(
    'partial-exists',
    `An earlier run was interrupted and left ${file}: add \`resume\` to go on with it, or \`overwrite\` to begin again.`,
  );
