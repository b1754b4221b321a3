import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { randomKey } from '../../core/random.ts';
import { temporaryBeside } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { thisProcess } from '../../files/process-id.ts';
import type { OutputStream } from './contents.ts';

/** Small writes are gathered up to this many bytes. */
const CHUNK_BYTES = 256 * 1024;

/** Files that are written aside, a piece at a time, and appear together when all of them are whole. */
export class StagedFiles {
  readonly #streams = new Map<string, StagedStream>();
  readonly #owner = thisProcess(randomKey());

  /** Begins a file. Throws FacekitError `output-not-writable`, `disk-full`. */
  async open(file: string): Promise<OutputStream> {
    const temporary = temporaryBeside(file, this.#owner, 'e');
    const handle = await writing(file, async () => {
      await mkdir(path.dirname(file), { recursive: true });
      return open(temporary, 'wx');
    });
    const stream = new StagedStream(file, temporary, handle);
    this.#streams.set(file, stream);
    return stream;
  }

  /** Puts the files in their places, in this order. */
  async commit(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const stream = this.#streams.get(file);
      if (!stream) throw new Error(`${file} was never opened`);
      await stream.end();
      await writing(file, () => rename(stream.temporary, file));
    }
  }

  /** Removes what is not in its place. */
  async discard(): Promise<void> {
    for (const stream of this.#streams.values()) await stream.discard();
  }
}

class StagedStream implements OutputStream {
  readonly temporary: string;
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #digest: string | undefined;

  constructor(file: string, temporary: string, handle: FileHandle) {
    this.#file = file;
    this.temporary = temporary;
    this.#handle = handle;
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= CHUNK_BYTES) await this.#flush();
  }

  async end(): Promise<string> {
    if (this.#digest !== undefined) return this.#digest;
    await this.#flush();
    await writing(this.#file, () => this.#handle.close());
    return (this.#digest = this.#hash.digest('hex'));
  }

  async discard(): Promise<void> {
    if (this.#digest === undefined) await this.#handle.close();
    this.#digest ??= '';
    await rm(this.temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#hash.update(bytes);
    await writing(this.#file, () => this.#handle.writeFile(bytes));
  }
}
