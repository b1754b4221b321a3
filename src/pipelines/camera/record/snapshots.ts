import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { boxHeight, boxWidth } from '../../../core/box.ts';
import type { RgbImage } from '../../../core/image.ts';
import { randomKey } from '../../../core/random.ts';
import { createAtomicWriter } from '../../../files/atomic-file.ts';
import { writing } from '../../../files/output-errors.ts';
import { thisProcess } from '../../../files/process-id.ts';
import { cropBoxAround, cropImage } from '../../../image/crop.ts';
import type { CameraEvent } from '../people/camera-event.ts';

/** Keeps a picture of who appears. */
export interface Snapshots {
  write(event: CameraEvent, image: RgbImage): Promise<void>;
}

/** How much of the picture around a face is kept, in shares of its longer side. */
const AROUND = 0.8;

/**
 * Pictures `<time>-<track>-<name>.jpg` in a folder.
 *
 * @throws FacekitError `output-not-writable` and others of writing
 */
export async function openSnapshots(
  folder: string,
  encode: (image: RgbImage) => Promise<Uint8Array>,
): Promise<Snapshots> {
  await writing(path.join(folder, 'snapshot.jpg'), async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
  const writer = createAtomicWriter(thisProcess(randomKey()), 'snapshot');
  return {
    write: async (event, image) => {
      const [x1, y1, x2, y2] = event.box;
      const box = { x1, y1, x2, y2 };
      const margin = AROUND * Math.max(boxWidth(box), boxHeight(box));
      const picture = cropImage(image, cropBoxAround(box, margin, image));
      await writer.write(path.join(folder, snapshotName(event)), await encode(picture));
    },
  };
}

/** Letters of a name that a file name takes at most. */
const MOST_LETTERS = 60;

/** A name for the picture of an event that every file system takes, whatever the person is called. */
function snapshotName({ time, track, person }: Pick<CameraEvent, 'time' | 'track' | 'person'>): string {
  const moment = time.replace(/[-:]/g, '').replace('.', '');
  const name = Array.from((person ?? 'unknown').normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '_'));
  return `${moment}-${String(track).padStart(4, '0')}-${name.slice(0, MOST_LETTERS).join('')}.jpg`;
}
