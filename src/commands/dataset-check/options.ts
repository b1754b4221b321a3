import { commandOf } from '../shared/command-entry.ts';
import {
  dataSetRunOptions,
  detectOption,
  forceOption,
  modelOption,
  reportOption,
  selectOption,
  shardOptions,
  standardizationOption,
} from '../shared/options.ts';
import { atLeastOne, integer, number, oneOf, text } from '../shared/values.ts';
import { detectorOption } from '../shared/detector-options.ts';
import { type FlagsOf, defaultOption, flagOption, valueOption } from '../shared/typed-option.ts';
import { PROBLEMS, QUARANTINED, type Problem } from '../../dataset/check/findings.ts';

/** The options of `facekit dataset check`. */
const datasetCheckOptions = () => [
  flagOption('--crops', 'the images are aligned crops (default: if the folder has an alignment.json)'),
  detectOption('the images are photographs'),
  forceOption(),
  ...detectorOption(),
  modelOption(),
  standardizationOption(),
  selectOption('the face that a photograph stands for', 'center'),
  ...limitOptions(),
  reportOption('the faces by problem'),
  valueOption(
    '--measurements <folder>',
    'with --shard: keep what is measured there; without: check by what all shards have kept there',
    text,
  ),
  ...shardOptions(),
  valueOption('--quarantine <folder>', 'move the files with problems there; undo with dataset restore', text),
  valueOption(
    '--problems <list>',
    `with --quarantine: which, of ${PROBLEMS.join(', ')}, or all (default: ${QUARANTINED.join(',')})`,
    problemList,
  ),
  flagOption('--strict', 'exit code 1 when something was found'),
  ...dataSetRunOptions(),
];

/** Reads the distance of two embeddings of length 1, not squared. */
const euclidean = number({ min: 0, max: 2 });

/** From where on something counts as a problem. */
const limitOptions = () => [
  defaultOption('--small-face <pixels>', 'small-face: shorter side of the box below this', number({ min: 0 }), 40),
  defaultOption('--min-sharpness <number>', 'blurred: sharpness below this, 0 never', number({ min: 0 }), 6),
  defaultOption(
    '--other-face <share>',
    "several-faces: another of this share of the chosen one's side",
    number({ min: 0 }),
    0.6,
  ),
  defaultOption(
    '--duplicate-bits <count>',
    'duplicate: pictures whose hashes differ in so many of 64 bits or less',
    integer({ min: 0, max: 64 }),
    4,
  ),
  defaultOption('--duplicate-distance <distance>', 'duplicate: faces so far apart or less, Euclidean', euclidean, 0.25),
  valueOption(
    '--threshold <distance>',
    "same person below this, Euclidean (default: the model's, from LFW)",
    euclidean,
  ),
  defaultOption('--min-nrof-images-per-class <count>', 'a class with fewer usable images is an error', atLeastOne, 2),
  defaultOption('--enough-images <count>', 'a class with fewer usable images is noted', atLeastOne, 5),
];

/** Reads names of problems, parted by commas; `all` is all of them but `not-read`, which says nothing against a file. */
function problemList(name: string): (value: string) => readonly Problem[] {
  const word = oneOf([...PROBLEMS, 'all'])(name);
  return (value) => {
    const words = value.split(',').map((part) => word(part.trim()));
    return PROBLEMS.filter((problem) => words.includes(problem) || (words.includes('all') && problem !== 'not-read'));
  };
}

export type DatasetCheckFlags = FlagsOf<typeof datasetCheckOptions>;

/** `facekit datasets check`. */
export const command = commandOf(datasetCheckOptions, async () => (await import('./dataset-check.ts')).datasetCheck);
