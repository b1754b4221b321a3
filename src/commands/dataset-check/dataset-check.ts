import { createCropCheck } from '../../pipelines/collection/crop-check.ts';
import path from 'node:path';
import type { DatasetCheckFlags } from './definition.ts';
import { readCheckSettings } from './read-settings.ts';
import { createCollectionView } from '../shared/collection-view.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { readDetector } from '../shared/detector-options.ts';
import type { Io } from '../shared/context.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { randomKey } from '../../core/random.ts';
import { isNear } from '../../dataset/quarantine/restore.ts';
import { type QuarantineItem, type QuarantineOutcome, quarantineFiles } from '../../dataset/quarantine/quarantine.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import {
  type CheckOutcome,
  type CheckReport,
  type CheckWorld,
  runDatasetCheck,
} from '../../pipelines/dataset-check/check-folder.ts';
import type { CheckSettings } from '../../pipelines/dataset-check/check-settings.ts';
import { type NetworkOptions, type Networks, openNetworks } from '../../pipelines/networks/open-networks.ts';
import { showsColour } from '../../report/text/color.ts';
import { formatCheckJson, formatCheckReport, formatQuarantine, isClean } from '../../report/text/dataset-check.ts';

/** The networks that the command uses; tests pass their own. */
export type OpenCheckNetworks = (
  flags: NetworkOptions,
  onNotice: (line: string) => void,
) => Pick<CheckWorld, 'openEmbedder'> & Pick<Networks, 'detect'> & AsyncDisposable;

/** `facekit dataset check <folder>`: finds what ruins a face library. Returns the exit code. */
export async function datasetCheck(
  { args }: Pick<CommandLine, 'args'>,
  flags: DatasetCheckFlags,
  io: Io,
  openTools: OpenCheckNetworks = openNetworks,
): Promise<number> {
  const settings = await readCheckSettings(args[0] ?? '', flags, io.cwd);
  const view = createCollectionView(
    { quiet: flags.quiet ?? false, verbose: flags.verbose ?? false, tellsProblems: false },
    io,
  );
  await using networks = openTools({ ...flags, detector: readDetector(flags) }, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const world: CheckWorld = {
    signal: io.signal,
    listener: view,
    openEmbedder: () => networks.openEmbedder(),
    checkCrops: createCropCheck({ ...networks, force: flags.force }),
  };
  const outcome = await runDatasetCheck(settings, flags, world).finally(() => {
    view.stop();
  });
  return await conclude(outcome, { settings, flags, io });
}

interface Presentation {
  readonly settings: CheckSettings;
  readonly flags: DatasetCheckFlags;
  readonly io: Io;
}

/** The page comes before files are moved: it shows them. */
async function conclude(outcome: CheckOutcome, { settings, flags, io }: Presentation): Promise<number> {
  const { report } = outcome;
  const { quiet = false } = flags;
  if (!flags.json) io.stdout.write(formatCheckReport(report, { inColour: showsColour(io.stdout, io.env), quiet }));
  if (settings.report !== undefined) {
    const { makeCheckPage } = await import('./check-page.ts');
    const file = path.join(settings.report, 'index.html');
    const writer = createAtomicWriter(thisProcess(randomKey()), 'page');
    await writer.write(file, await makeCheckPage(outcome));
    if (!quiet) io.stderr.write(`Report: ${file}\n`);
  }
  const moved =
    settings.quarantine === undefined ? null : await quarantine(report, settings.quarantine, { settings, io });
  if (flags.json) io.stdout.write(formatCheckJson(report, moved));
  if (io.signal.aborted) return interruptedExitCode(io.signal);
  return flags.strict && !isClean(report.findings) ? EXIT.failed : EXIT.done;
}

async function quarantine(
  report: CheckReport,
  folder: string,
  { settings, io }: Pick<Presentation, 'settings' | 'io'>,
): Promise<QuarantineOutcome> {
  const items = itemsToMove(report, settings);
  const outcome = await quarantineFiles(items, { root: settings.root, folder, signal: io.signal });
  const near = await isNear(folder, settings.root);
  io.stderr.write(formatQuarantine(outcome, folder, near ? undefined : settings.root));
  return outcome;
}

/** Each file once, with the problems that it is moved for. */
function itemsToMove({ findings }: CheckReport, { problems }: Pick<CheckSettings, 'problems'>): QuarantineItem[] {
  const items = new Map<string, string[]>();
  for (const { path: name, problem } of findings.images)
    if (problems.includes(problem)) items.set(name, [...(items.get(name) ?? []), problem]);
  return [...items].map(([name, why]) => ({ path: name, problems: why }));
}
