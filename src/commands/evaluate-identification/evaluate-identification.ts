import path from 'node:path';
import {
  type IdentificationReport,
  type IdentificationWorld,
  runEvaluateIdentification,
} from '../../pipelines/identification/evaluate-identification.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { collectionWorld } from '../../pipelines/networks/collection-world.ts';
import { openNetworks, type OpenNetworks } from '../../pipelines/networks/open-networks.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { formatIdentification, formatIdentificationJson } from '../../report/text/identification.ts';
import { readDetector } from '../shared/detector-options.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { notesTo, noticesTo } from '../shared/notices.ts';
import { withTools } from '../shared/with-tools.ts';
import { evaluateIdentificationCommand, type EvaluateIdentificationFlags } from './definition.ts';

/** The networks that the command uses; tests pass their own. */
export type OpenIdentificationNetworks = OpenNetworks<IdentificationWorld>;

/** `facekit evaluate-identification <data>`: measures how well people are found. Returns the exit code. */
export const evaluateIdentification = withTools<EvaluateIdentificationFlags, OpenIdentificationNetworks>(
  openNetworks,
  async ({ args, flags, io, openTools }) => {
    const { cwd, signal, stdout, stderr } = io;
    const [data = ''] = args;
    refuseAddress(data);
    const view = createCollectionView(flags, io);
    await using networks = openTools({ ...flags, detector: readDetector(flags) }, noticesTo(io, flags));
    const world = { cwd, ...collectionWorld(networks, { force: flags.force, listener: view, signal }) };
    const report = await runEvaluateIdentification(data, flags, world).finally(() => {
      view.stop();
    });
    report.notes.forEach(notesTo(io, flags, evaluateIdentificationCommand));
    stdout.write(flags.json ? formatIdentificationJson(report) : formatIdentification(report));
    if (flags.report === undefined) return EXIT.done;
    const page = await writeReport(path.resolve(cwd, flags.report), report);
    if (!flags.quiet) stderr.write(`Report: ${page}\n`);
    return EXIT.done;
  },
);

async function writeReport(file: string, report: IdentificationReport): Promise<string> {
  const { writePage } = await import('../../report/pages/write-page.ts');
  const { formatIdentificationHtml } = await import('../../report/html/identification.ts');
  return writePage(file, formatIdentificationHtml(report));
}
