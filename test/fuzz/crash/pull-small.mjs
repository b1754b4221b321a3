import { createHash } from 'node:crypto';
import { processIo } from '../../../dist/commands/shared/context.js';
import { datasetsPull } from '../../../dist/commands/datasets-pull/datasets-pull.js';
import { mirror } from './mirror.mjs';

/* `facekit datasets pull` of a small data set: ADDRESS FOLDER. */

const [address, folder] = process.argv.slice(2);
const files = mirror();
const file = (name) => ({
  name,
  sha256: createHash('sha256').update(files[name]).digest('hex'),
  maxBytes: 2 * files[name].length,
  addresses: [`${address}/${name}`],
});
const source = {
  name: 'small',
  variant: 'original',
  archive: { ...file('small.tgz'), megabytes: 1, images: 60 },
  lists: [file('pairs.txt')],
};
process.exitCode = await datasetsPull({ args: ['small', folder] }, { variant: 'original' }, processIo(), () => source);
