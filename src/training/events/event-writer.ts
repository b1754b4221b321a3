import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { writing } from '../../files/output-errors.ts';
import { encodeSummary, encodeVersion, type Summary } from './event.ts';
import { encodeRecord } from './record.ts';

/** Writes what `tensorboard --logdir FOLDER` shows. */
export interface EventWriter extends AsyncDisposable {
  /** Where the events go. */
  readonly file: string;
  write(step: number, summary: Summary): Promise<void>;
}

/**
 * Begins a file of events in a folder. A run that goes on begins another one: TensorBoard shows those of a folder one after the other, by
 * their names, which begin with the time.
 *
 * @param now milliseconds since 1970
 * @throws FacekitError `output-not-writable` and others of writing, as does each write
 */
export async function openEventWriter(folder: string, now: () => number = Date.now): Promise<EventWriter> {
  const seconds = String(Math.floor(now() / 1000)).padStart(10, '0');
  const file = path.join(folder, `events.out.tfevents.${seconds}.${process.pid}.facekit`);
  const handle = await writing(file, async () => {
    await mkdir(folder, { recursive: true });
    return open(file, 'a');
  });
  // A record is one write: TensorBoard, which reads along, waits for the rest of one that is cut off.
  const append = (event: Uint8Array): Promise<void> => writing(file, () => handle.appendFile(encodeRecord(event)));
  await append(encodeVersion(now() / 1000));
  return {
    file,
    write: (step, summary) => append(encodeSummary({ seconds: now() / 1000, step }, summary)),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
