import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { writing } from '../../../files/output-errors.ts';
import type { CameraEvent } from '../people/camera-event.ts';

/** Keeps events, a line of JSON each, behind those that are there already. */
export interface EventLog extends AsyncDisposable {
  write(event: CameraEvent): Promise<void>;
}

/** @throws FacekitError `output-not-writable` and others of writing */
export async function openEventLog(file: string): Promise<EventLog> {
  const handle = await writing(file, async () => {
    await mkdir(path.dirname(file), { recursive: true });
    return open(file, 'a');
  });
  return {
    // A line is one write: whoever reads along sees whole lines.
    write: (event) => writing(file, () => handle.appendFile(`${JSON.stringify(event)}\n`)),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
