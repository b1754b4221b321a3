import type { QuarantineOutcome } from '../../dataset/quarantine/quarantine.ts';
import { type CheckOutcome, type CheckReport, runDatasetCheck } from '../../pipelines/dataset-check/check-folder.ts';
import type { CheckSettings } from '../../pipelines/dataset-check/check-settings.ts';
import { quarantineFindings } from '../../pipelines/dataset-check/quarantine-findings.ts';
import { openNetworks } from '../../pipelines/networks/open-networks.ts';
import { showsColour } from '../../report/text/color.ts';
import { formatCheckJson, formatCheckReport, formatQuarantine, isClean } from '../../report/text/dataset-check.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { readMeasurements } from '../../pipelines/shards/read-measurements.ts';
import { readShard } from '../../sharding/read-shard.ts';
import type { Io } from '../shared/context.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { writeReport } from '../shared/notices.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { withCollection } from '../shared/with-collection.ts';
import { checkPart, type OpenCheckNetworks } from './check-part.ts';
import type { DatasetCheckFlags } from './options.ts';
import { readCheckSettings } from './read-check-settings.ts';

/** `facekit dataset check <folder>`: finds what ruins a face library. Returns the exit code. */
export const datasetCheck = networksCommand<DatasetCheckFlags, OpenCheckNetworks>(openNetworks, async (call) => {
  const { args, flags, io, openNetworks } = call;
  const settings = await readCheckSettings(args[0] ?? '', flags, io.cwd);
  const { measurements: folder } = settings;
  const shard = readShard(flags, io.env);
  if (shard && folder !== undefined) return checkPart(settings, { shard, folder }, call);
  const measured =
    folder === undefined ? undefined : (files: readonly ImageFile[]) => readMeasurements(folder, files, io.cwd);
  return withCollection(
    { flags, io, openNetworks, tellsProblems: false },
    (world) => runDatasetCheck(settings, flags, { ...world, readMeasurements: measured }),
    (outcome) => conclude(outcome, { settings, flags, io }),
  );
});

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
  await writeReport({ report: settings.report, quiet }, io, async (folder) =>
    (await import('../../report/pages/dataset-check.ts')).writeCheckPage(folder, outcome),
  );
  const moved = await quarantine(report, settings, io);
  if (flags.json) io.stdout.write(formatCheckJson(report, moved));
  if (io.signal.aborted) return interruptedExitCode(io.signal);
  return flags.strict && !isClean(report.findings) ? EXIT.failed : EXIT.done;
}

async function quarantine(
  report: CheckReport,
  { root, problems, quarantine: folder }: CheckSettings,
  { signal, stderr }: Io,
): Promise<QuarantineOutcome | null> {
  if (folder === undefined) return null;
  const { outcome, restoresByItself } = await quarantineFindings(report, folder, { root, problems, signal });
  stderr.write(formatQuarantine(outcome, folder, restoresByItself ? undefined : root));
  return outcome;
}
