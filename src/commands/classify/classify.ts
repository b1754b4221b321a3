import { createCropCheck } from '../../pipelines/collection/crop-check.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import path from 'node:path';
import { readArguments, requireFittingOptions } from './read-arguments.ts';
import { type CollectionView, createCollectionView } from '../shared/collection-view.ts';
import { readDetector } from '../shared/detector-options.ts';
import type { Io } from '../shared/context.ts';
import { readInputs } from '../shared/image-inputs.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { FacekitError, messageOf, systemErrorCode } from '../../core/errors.ts';
import type { ImageInput } from '../../dataset/image-files.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import type { RgbImage } from '../../core/image.ts';
import { classifyDataSet } from '../../pipelines/classify/classify-data-set.ts';
import { classifyPhotographs } from '../../pipelines/classify/classify-photographs.ts';
import { classifyCommand, type ClassifyFlags } from './definition.ts';
import { flagsInMessage, flagsOf } from '../shared/flags-in-messages.ts';
import {
  type ClassifyTools,
  type OpenClassifyTools,
  openClassifyTools,
} from '../../pipelines/classify/classify-tools.ts';
import type { Recognize } from '../../pipelines/classify/recognize.ts';
import { requireSameNetwork } from '../../pipelines/classify/require-same-kind.ts';
import { type Target, findTarget } from '../../pipelines/classify/target.ts';
import { parseClassifier } from '../../recognition/classifier-file.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import { createRecognizer } from '../../recognition/recognizer.ts';
import { formatClassifyJson, formatClassifyReport } from '../../report/text/classify.ts';
import { formatPhotographs, formatPhotographsJson } from '../../report/text/photographs.ts';

/** `facekit classify [classifier] <paths…>`: who is it, and is it anyone we know? Returns the exit code. */
export async function classify(
  { args }: Pick<CommandLine, 'args'>,
  flags: ClassifyFlags,
  io: Io,
  openTools: OpenClassifyTools = openClassifyTools,
): Promise<number> {
  const { classifier: file, paths } = readArguments(args, flags);
  const inputs = await readInputs(paths, flags, io);
  const target = await findTarget(inputs, { cwd: io.cwd, photographs: flags.photographs ?? false });
  requireFittingOptions(flags, target.kind === 'photographs' ? 'photographs' : 'data-set');
  const classifier = await readClassifier(path.resolve(io.cwd, file), file);
  await using tools = openTools(classifier, { ...flags, detector: readDetector(flags) }, (line) => {
    if (!flags.quiet) io.stderr.write(`${line}\n`);
  });
  const view = createCollectionView(flags, io);
  const work = { file, inputs, classifier, flags, io, tools, view };
  return await (target.kind === 'photographs' ? photographs(work) : dataSet(target, work));
}

async function readClassifier(file: string, name: string): Promise<Classifier> {
  const bytes = await readRegularFile(file).catch((error: unknown) => {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    const why = code === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new FacekitError(
      'classifier-not-found',
      `Cannot read the classifier ${name}: ${why}. Make one with facekit train-classifier, or name its file, ending in .json, first.`,
      { cause: error },
    );
  });
  return parseClassifier(bytes.toString(), name);
}

interface Work {
  /** The classifier file. */
  readonly file: string;
  readonly inputs: readonly ImageInput[];
  readonly classifier: Classifier;
  readonly flags: ClassifyFlags;
  readonly io: Io;
  readonly tools: ClassifyTools;
  readonly view: CollectionView;
}

async function dataSet(target: Extract<Target, { file: string }>, work: Work): Promise<number> {
  const { flags, io, view, classifier } = work;
  const world = worldOf(work);
  const recognize = recognizeBy(work);
  const { report: figures, faces } = await classifyDataSet(target, {
    classifier,
    options: flags,
    cwd: io.cwd,
    world,
    recognize,
  }).finally(() => {
    view.stop();
  });
  const report = { ...setupOf(work), data: target.file, ...figures };
  if (!flags.quiet)
    for (const note of report.notes) io.stderr.write(`${flagsInMessage(note, flagsOf([classifyCommand]))}\n`);
  io.stdout.write(flags.json ? formatClassifyJson(report) : formatClassifyReport(report));
  if (flags.report === undefined) return EXIT.done;
  const { writeClassifyPage } = await import('./classify-page.ts');
  const page = await writeClassifyPage(path.resolve(io.cwd, flags.report), report, faces);
  if (!flags.quiet) io.stderr.write(`Report: ${page}\n`);
  return EXIT.done;
}

async function photographs(work: Work): Promise<number> {
  const { flags, io, view, classifier, inputs, tools } = work;
  const world = {
    ...worldOf(work),
    decode: (input: string | Uint8Array) => tools.decode(input),
    encode: (image: RgbImage) => tools.encode(image),
  };
  const found = await classifyPhotographs(inputs, {
    classifier,
    options: flags,
    cwd: io.cwd,
    world,
    recognize: recognizeBy(work),
  }).finally(() => {
    view.stop();
  });
  const report = { ...setupOf(work), ...found };
  io.stdout.write(flags.json ? formatPhotographsJson(report) : formatPhotographs(report));
  return found.images.some(({ status }) => status !== 'unreadable') ? EXIT.done : EXIT.failed;
}

const setupOf = ({ file, classifier, flags }: Work) => ({
  classifier: file,
  model: classifier.embeddings.model,
  threshold: thresholdOf(classifier, flags),
});

function thresholdOf({ unknown }: Classifier, { unknownThreshold: rule = 'auto' }: ClassifyFlags): number | null {
  if (rule === 'none') return null;
  return rule === 'auto' ? unknown.distance : rule;
}

/** The embedder is checked before anything is embedded with it. */
function worldOf({ classifier, flags, tools, io, view }: Work) {
  return {
    signal: io.signal,
    listener: view,
    checkCrops: createCropCheck({ ...tools, force: flags.force }),
    openEmbedder: async () => {
      const embedder = await tools.openEmbedder();
      requireSameNetwork(classifier, embedder, 'the model that is installed');
      return embedder;
    },
  };
}

function recognizeBy({ classifier, flags, tools }: Work): Recognize {
  return async (embeddings) => {
    await using engine = classifier.kind === 'svm' ? await tools.openEngine() : undefined;
    const options = { threshold: thresholdOf(classifier, flags), top: flags.top };
    await using recognizer = await createRecognizer(classifier, engine, options);
    return await recognizer.recognize(embeddings);
  };
}
