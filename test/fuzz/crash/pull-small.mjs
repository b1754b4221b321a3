import { createHash } from 'node:crypto';
import { processIo } from '../../../dist/commands/shared/context.js';
import { datasetsPull } from '../../../dist/commands/datasets-pull/datasets-pull.js';
import { FacekitError } from '../../../dist/core/errors.js';
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
try {
  const options = { args: ['small', folder] };
  process.exitCode = await datasetsPull(options, { variant: 'original' }, processIo(), () => source);
} catch (error) {
  // As main does: what is no FacekitError is a bug.
  if (!(error instanceof FacekitError)) throw error;
  process.stderr.write(`facekit: ${error.message}\n`);
  process.exitCode = 1;
}
