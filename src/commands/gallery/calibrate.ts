import { calibrateGallery } from '../../pipelines/gallery/calibrate.ts';
import { formatCalibration } from '../../report/text/gallery.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { CalibrateFlags } from './definition.ts';
import { openStore } from './open-gallery.ts';

/** `facekit gallery calibrate <gallery>`. Returns the exit code. */
export async function galleryCalibrate(
  { args: [gallery = ''] }: Pick<CommandLine, 'args'>,
  { json, quiet, targetFpir }: CalibrateFlags,
  io: Io,
): Promise<number> {
  await using store = await openStore(gallery, io);
  const calibration = await calibrateGallery(store, { targetFpir });
  if (json) io.stdout.write(`${JSON.stringify({ gallery: store.name, ...calibration })}\n`);
  else if (!quiet) io.stdout.write(formatCalibration(calibration));
  return EXIT.done;
}
