import path from 'node:path';
import { createCollectionView } from '../../report/progress/collection.ts';
import { readDetector } from '../shared/read-detector.ts';
import type { Io } from '../shared/context.ts';
import { noticesTo, writeReport } from '../shared/notices.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { collectionWorld } from '../../pipelines/networks/collection-world.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ValidateLfwFlags } from './options.ts';
import { readLfwSettings } from '../../pipelines/validate-lfw/read-lfw-settings.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { type OpenLfwNetworks, openLfwNetworks } from '../../pipelines/validate-lfw/lfw-networks.ts';
import { type LfwOutcome, runValidateLfw } from '../../pipelines/validate-lfw/validate-lfw.ts';
import { formatLfwJson, formatLfwReport, formatMissing } from '../../report/text/validate-lfw.ts';

/** `facekit validate-lfw [dir]`: measures a model by the LFW protocol. Returns the exit code. */
export const validateLfw = networksCommand<ValidateLfwFlags, OpenLfwNetworks>(
  openLfwNetworks,
  async ({ args, flags, io, openNetworks }) => {
    const settings = readLfwSettings(args[0], flags, io.cwd);
    const view = createCollectionView(flags, io);
    await using tools = openNetworks(
      settings,
      { ...flags, detector: readDetector(flags, io.cwd) },
      noticesTo(io, flags),
    );
    const world = {
      ...collectionWorld(tools, { force: flags.force, listener: view, signal: io.signal }),
      identifyModel: tools.identifyModel,
    };
    const outcome = await runValidateLfw(settings, world).finally(() => {
      view.stop();
    });
    await present(outcome, settings.folder, { flags, io });
    return EXIT.done;
  },
);

/** Prints the figures, then writes the files that are asked for: what cannot be written does not cost the figures. */
async function present(
  outcome: LfwOutcome,
  images: string,
  { flags: { quiet = false, json, report: folder }, io }: { readonly flags: ValidateLfwFlags; readonly io: Io },
): Promise<void> {
  const { report } = outcome;
  const { stdout, stderr, cwd } = io;
  report.notes.forEach(noticesTo(io, { quiet }));
  stderr.write(formatMissing(report));
  stdout.write(json === '-' ? formatLfwJson(report) : formatLfwReport(report));
  if (json !== undefined && json !== '-') await writeWhole(path.resolve(cwd, json), formatLfwJson(report));
  await writeReport({ report: folder, quiet }, io, async (place) =>
    (await import('../../report/pages/validate-lfw.ts')).writeLfwPage(place, outcome, images),
  );
}
