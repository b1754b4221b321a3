import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { createMutex } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import { formatRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { isThere } from '../../files/move-file.ts';
import { writing } from '../../files/output-errors.ts';
import { APPEND_NO_LINK } from '../../files/regular-file.ts';

/** First line of a journal: what its records hold for. */
export interface JournalHeader {
  /** The settings as JSON. */
  readonly settings: string;
  /** Whether the run makes crops that exist again. */
  readonly overwrite: boolean;
  /** When the run began, in ms since 1970. */
  readonly started: number;
}

export interface JournalBeginning {
  readonly header: JournalHeader;
  /** Records taken over from other runs. */
  readonly inherited: readonly AlignmentRecord[];
}

/** The finished images of one run, on disk as soon as they are finished, so that a killed run can be taken up. */
export class Journal {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #lines: Map<string, string>;
  readonly #inTurn = createMutex();
  #open = true;

  private constructor(file: string, handle: FileHandle, lines: Map<string, string>) {
    this.#file = file;
    this.#handle = handle;
    this.#lines = lines;
  }

  static async begin(file: string, { header, inherited }: JournalBeginning, writer: AtomicWriter): Promise<Journal> {
    const lines = new Map(inherited.map((record) => [record.path, formatRecord(record)]));
    await writer.write(file, [JSON.stringify(header), ...lines.values(), ''].join('\n'));
    const handle = await writing(file, () => open(file, APPEND_NO_LINK));
    return new Journal(file, handle, lines);
  }

  /** Everything appended, and the records that the journal began with, as lines by path. */
  get lines(): ReadonlyMap<string, string> {
    return this.#lines;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  async append(record: AlignmentRecord): Promise<void> {
    const line = formatRecord(record);
    await this.#inTurn(() => writing(this.#file, () => this.#handle.appendFile(`${line}\n`)));
    this.#lines.set(record.path, line);
  }

  /**
   * Makes sure that the file is still there.
   *
   * @throws FacekitError `write-failed` when somebody has removed it, most likely with the folder and what was written to it
   */
  async requireThere(): Promise<void> {
    if (await isThere(this.#file)) return;
    throw new FacekitError(
      'write-failed',
      `Expected ${this.#file}, begun by this run, but it is gone: the output folder was removed or emptied meanwhile, with crops that were done. Run the same command again.`,
    );
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inTurn(() => this.#handle.close());
  }

  /** Closes it and removes the file. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.#file, { force: true });
  }

  /** Closes it and gives the file another name. */
  async moveTo(file: string): Promise<void> {
    await this.close();
    await rename(this.#file, file);
  }
}
