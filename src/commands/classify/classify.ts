import { classifyDataSet } from '../../pipelines/classify/classify-data-set.ts';
import { classifyPhotographs, type PhotographsReport } from '../../pipelines/classify/classify-photographs.ts';
import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import { type OpenClassifyNetworks, openClassifyNetworks } from '../../pipelines/classify/classify-networks.ts';
import { classifyWorld } from '../../pipelines/classify/classify-world.ts';
import { recognizeBy, thresholdOf } from '../../pipelines/classify/recognize.ts';
import { findTarget } from '../../pipelines/classify/target.ts';
import { readInputs } from '../../pipelines/inputs/read-inputs.ts';
import type { LabelledFace } from '../../pipelines/labelled/labelled-source.ts';
import { readClassifier } from '../../recognition/read-classifier.ts';
import { createCollectionView } from '../../report/progress/collection.ts';
import { formatClassifyJson, formatClassifyReport } from '../../report/text/classify.ts';
import { formatPhotographs, formatPhotographsJson } from '../../report/text/photographs.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { notesTo, noticesTo, writeReport } from '../shared/notices.ts';
import { networksCommand } from '../shared/networks-command.ts';
import { classifyOptions, type ClassifyFlags } from './options.ts';
import { readArguments, requireFittingOptions } from './read-arguments.ts';

/** `facekit classify [classifier] <paths…>`: who is it, and is it anyone we know? Returns the exit code. */
export const classify = networksCommand<ClassifyFlags, OpenClassifyNetworks>(
  openClassifyNetworks,
  async ({ args, flags, io, openNetworks }) => {
    const { classifier: file, paths } = readArguments(args, flags);
    const { cwd, signal } = io;
    const inputs = await readInputs(paths, flags, io);
    const target = await findTarget(inputs, { cwd, photographs: flags.photographs ?? false });
    requireFittingOptions(flags, target.kind === 'photographs' ? 'photographs' : 'data-set');
    const classifier = await readClassifier(file, cwd);
    await using tools = openNetworks(
      classifier,
      { ...flags, detector: readDetector(flags, io.cwd) },
      noticesTo(io, flags),
    );
    const view = createCollectionView(flags, io);
    const world = classifyWorld(classifier, tools, { force: flags.force, listener: view, signal });
    const threshold = thresholdOf(classifier, flags.unknownThreshold);
    const recognize = recognizeBy(classifier, tools, { threshold, top: flags.top });
    const work = { classifier, options: flags, cwd, world, recognize };
    const setup = { classifier: file, model: classifier.embeddings.model, threshold };
    const stop = (): void => {
      view.stop();
    };
    if (target.kind === 'photographs') {
      const found = await classifyPhotographs(inputs, work).finally(stop);
      return presentPhotographs({ ...setup, ...found }, flags, io);
    }
    const { report, faces } = await classifyDataSet(target, work).finally(stop);
    return await presentDataSet({ ...setup, data: target.file, ...report }, faces, { flags, io });
  },
);

async function presentDataSet(
  report: ClassifyReport,
  faces: readonly LabelledFace[],
  { flags, io }: { readonly flags: ClassifyFlags; readonly io: Io },
): Promise<number> {
  report.notes.forEach(notesTo(io, flags, classifyOptions()));
  io.stdout.write(flags.json ? formatClassifyJson(report) : formatClassifyReport(report));
  await writeReport(flags, io, async (folder) =>
    (await import('../../report/pages/classify.ts')).writeClassifyPage(folder, report, faces),
  );
  return EXIT.done;
}

function presentPhotographs(report: PhotographsReport, { json }: ClassifyFlags, { stdout }: Io): number {
  stdout.write(json ? formatPhotographsJson(report) : formatPhotographs(report));
  return report.images.some(({ status }) => status !== 'unreadable') ? EXIT.done : EXIT.failed;
}
