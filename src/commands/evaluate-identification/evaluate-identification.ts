import {
  type IdentificationReport,
  runEvaluateIdentification,
} from '../../pipelines/identification/evaluate-identification.ts';
import type { CollectionEmbedder } from '../../pipelines/collection/image-workers.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { openNetworks } from '../../pipelines/networks/open-networks.ts';
import { formatIdentification, formatIdentificationJson } from '../../report/text/identification.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { notesTo, writeReport } from '../shared/notices.ts';
import { collectionCommand } from '../shared/with-collection.ts';
import { evaluateIdentificationOptions, type EvaluateIdentificationFlags } from './options.ts';

/** `facekit evaluate-identification <data>`: measures how well people are found. Returns the exit code. */
export const evaluateIdentification = collectionCommand<
  EvaluateIdentificationFlags,
  CollectionEmbedder,
  IdentificationReport
>(openNetworks, ({ args: [data = ''], flags, io }) => {
  refuseAddress(data);
  return {
    run: (world) => runEvaluateIdentification(data, flags, world),
    conclude: (report) => conclude(report, flags, io),
  };
});

async function conclude(report: IdentificationReport, flags: EvaluateIdentificationFlags, io: Io): Promise<number> {
  report.notes.forEach(notesTo(io, flags, evaluateIdentificationOptions()));
  io.stdout.write(flags.json ? formatIdentificationJson(report) : formatIdentification(report));
  await writeReport(flags, io, async (folder) => {
    const { writePage } = await import('../../report/pages/write-page.ts');
    const { formatIdentificationHtml } = await import('../../report/html/identification.ts');
    return writePage(folder, formatIdentificationHtml(report));
  });
  return EXIT.done;
}
