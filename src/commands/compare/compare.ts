import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT } from '../shared/exit-codes.ts';
import path from 'node:path';
import { listImageFiles } from '../../dataset/image-files.ts';
import { readDetector } from '../shared/read-detector.ts';
import type { Io } from '../shared/context.ts';
import { noticesTo } from '../shared/notices.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import { standardisationText } from '../../models/model-info.ts';
import { type CompareOptions, type CompareReport, compareImages } from '../../pipelines/compare/compare-images.ts';
import type { CompareListener, CompareNetworks } from '../../pipelines/compare/compare-networks.ts';
import type { CompareFlags } from './options.ts';
import { type CompareNetworkOptions, openCompareNetworks } from '../../pipelines/compare/open-compare-networks.ts';
import { formatComparison, formatComparisonJson, formatDropped } from '../../report/text/compare.ts';

/** `facekit compare <images…>`: how far the faces of photographs are from each other. Returns the exit code. */
export async function compare(
  command: Pick<CommandLine, 'args'>,
  flags: CompareFlags,
  io: Io,
  createTools: (options: CompareNetworkOptions) => CompareNetworks = openCompareNetworks,
): Promise<number> {
  const sources = await listImageFiles(await readInputs(command.args, flags, io), io.cwd, io.signal);
  const context = {
    tools: createTools({ ...flags, detector: readDetector(flags, io.cwd), onNotice: noticesTo(io, flags) }),
    listener: createView(flags, io),
    signal: io.signal,
  };
  const report: CompareReport = await compareImages(sources, readFlags(flags, io.cwd), context);
  io.stdout.write(flags.json ? formatComparisonJson(report) : formatComparison(report));
  return EXIT.done;
}

const readFlags = ({ allFaces = false, annotate, threshold, ...flags }: CompareFlags, cwd: string): CompareOptions => ({
  ...flags,
  allFaces,
  ...(threshold !== undefined && { threshold: { value: threshold, source: '--threshold' } }),
  ...(annotate !== undefined && { annotate: path.resolve(cwd, annotate) }),
});

/** Tells on standard error which model compares, and which images are left out. */
const createView = ({ imageSize, quiet = false }: CompareFlags, { stderr }: Io): CompareListener => ({
  usesModel: ({ info, device, standardisation }) => {
    if (quiet) return;
    stderr.write(
      `Comparing with ${info.name} on ${device}, ${standardisationText(standardisation)} standardisation.\n`,
    );
    if (imageSize !== undefined && imageSize !== info.inputSize)
      stderr.write(`Ignored --image-size ${imageSize}: ${info.name} takes faces of ${info.inputSize} pixels.\n`);
  },
  drops: (image) => void stderr.write(`${formatDropped(image)}\n`),
});
