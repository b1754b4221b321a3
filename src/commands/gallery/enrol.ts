import { enrolPhotographs } from '../../pipelines/gallery/enrol.ts';
import { formatEnrolJson, formatEnrolTotals, formatOutcome } from '../../report/text/gallery.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { imagesOfShard } from '../../pipelines/shards/shard-images.ts';
import { readShard } from '../../sharding/read-shard.ts';
import { noticesTo } from '../shared/notices.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { type EnrolFlags, enrolOptions } from './options.ts';
import { flagsInMessage, namesOf } from '../shared/flags-in-messages.ts';
import { findPlace } from './open-gallery.ts';
import { type OpenGalleryNetworks, openGalleryNetworks } from '../../pipelines/gallery/gallery-networks.ts';

/** `facekit gallery enrol <gallery> <photographs…>`: adds people to a gallery. Returns the exit code. */
export const galleryEnrol = networksCommand<EnrolFlags, OpenGalleryNetworks>(
  openGalleryNetworks,
  async ({ args, flags, io, openNetworks }) => {
    const [name = '', ...paths] = args;
    const shard = readShard(flags, io.env);
    const named = await readInputs(paths, flags, io);
    const place = await findPlace(name, io);
    const view = createCollectionView({ ...flags, tellsProblems: false }, io);
    const { cwd, signal } = io;
    const leavesOut = (files: readonly string[]): void => view.leavesOut?.(files);
    const inputs = await imagesOfShard(named, shard, { cwd, signal, leavesOut });
    await using tools = openNetworks(
      place.store,
      { ...flags, detector: readDetector(flags, io.cwd) },
      noticesTo(io, flags),
    );
    const world = { cwd, signal, listener: view, openEmbedder: (images?: number) => tools.openEmbedder(images) };
    const report = await enrolPhotographs(inputs, flags, place, world).finally(() => {
      view.stop();
    });
    if (flags.json) io.stdout.write(formatEnrolJson(report));
    else {
      const names = namesOf(enrolOptions());
      for (const outcome of report.photographs)
        if (outcome.status !== 'enrolled') io.stderr.write(flagsInMessage(formatOutcome(outcome), names));
      if (!flags.quiet) io.stdout.write(formatEnrolTotals(report));
    }
    if (report.interrupted) return interruptedExitCode(io.signal);
    const isUseful = report.photographs.some(({ status }) => status === 'enrolled' || status === 'duplicate');
    return isUseful || shard ? EXIT.done : EXIT.failed;
  },
);
