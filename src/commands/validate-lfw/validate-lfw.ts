import { createCropCheck } from '../../pipelines/collection/crop-check.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import path from 'node:path';
import { createCollectionView } from '../shared/collection-view.ts';
import { readDetector } from '../shared/detector-options.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { ValidateLfwFlags } from './definition.ts';
import { readSettings } from './read-settings.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import type { LfwSettings } from '../../pipelines/validate-lfw/lfw-settings.ts';
import { type OpenLfwTools, openLfwTools } from '../../pipelines/validate-lfw/lfw-tools.ts';
import { type LfwOutcome, type LfwWorld, runValidateLfw } from '../../pipelines/validate-lfw/validate-lfw.ts';
import { formatLfwJson, formatLfwReport, formatMissing } from '../../report/text/validate-lfw.ts';

/** `facekit validate-lfw [dir]`: measures a model by the LFW protocol. Returns the exit code. */
export async function validateLfw(
  { args }: Pick<CommandLine, 'args'>,
  flags: ValidateLfwFlags,
  io: Io,
  openTools: OpenLfwTools = openLfwTools,
): Promise<number> {
  const settings = readSettings(args[0], flags, io.cwd);
  const view = createCollectionView(flags, io);
  await using tools = openTools(settings, { ...flags, detector: readDetector(flags) }, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const world: LfwWorld = {
    signal: io.signal,
    listener: view,
    openEmbedder: () => tools.openEmbedder(),
    checkCrops: createCropCheck({ ...tools, force: flags.force }),
    identifyModel: tools.identifyModel,
  };
  const outcome = await runValidateLfw(settings, world).finally(() => {
    view.stop();
  });
  await present(outcome, { settings, flags, io });
  return EXIT.done;
}

interface Presentation {
  readonly settings: LfwSettings;
  readonly flags: ValidateLfwFlags;
  readonly io: Io;
}

/** Prints the figures, then writes the files that are asked for: what cannot be written does not cost the figures. */
async function present({ report, embeddings }: LfwOutcome, { settings, flags, io }: Presentation): Promise<void> {
  const { stdout, stderr, cwd } = io;
  const { quiet = false, json } = flags;
  if (!quiet) for (const note of report.notes) stderr.write(`${note}\n`);
  stderr.write(formatMissing(report));
  stdout.write(json === '-' ? formatLfwJson(report) : formatLfwReport(report));
  const writer = createAtomicWriter(thisProcess(randomKey()), 'lfw');
  if (json !== undefined && json !== '-') await writer.write(path.resolve(cwd, json), formatLfwJson(report));
  if (flags.report === undefined) return;
  const { makeLfwPage } = await import('./lfw-page.ts');
  const file = path.resolve(cwd, flags.report, 'index.html');
  await writer.write(file, await makeLfwPage(report, embeddings, settings));
  if (!quiet) stderr.write(`Report: ${file}\n`);
}
