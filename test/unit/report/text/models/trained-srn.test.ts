import { expect, test } from '@jest/globals';
import { formatTrainedSrn } from '../../../../../src/report/text/models/trained-srn.ts';

const trained = {
  file: 'srn.safetensors',
  sha256: 'abc',
  secondsAStep: 0.5,
  checkpoint: undefined,
  figures: undefined,
};

test.each([
  [1, 'Trained SRN in 1 step on 1 face of 1 photograph, 0.50 s a step.'],
  [2, 'Trained SRN in 2 steps on 2 faces of 2 photographs, 0.50 s a step.'],
])('what SRN was trained on, %d of each', (count, line) => {
  const counts = { iteration: count, faces: count, photographs: count };
  expect(formatTrainedSrn({ ...trained, ...counts })).toBe(`${line}\nWritten to srn.safetensors, SHA-256 abc\n`);
});
