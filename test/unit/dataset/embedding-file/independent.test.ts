import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../../src/dataset/embedding-file/read.ts';
import { tableOf } from '../../../../src/dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../../../src/dataset/embedding-file/write.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';
import { METADATA, ROWS } from './sample-rows.ts';

const temporary = useTemporaryFolders();

/** Files that NumPy and PyArrow made of the same rows: `make.py` beside them. */
const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/embedding-file');

test.each(['embeddings.npy', 'pyarrow.arrow'])('reads %s of another program', async (name) => {
  expect(await readEmbeddingFile(path.join(FIXTURES, name))).toEqual({ metadata: METADATA, rows: ROWS });
});

test.each(['embeddings.npy', 'labels.npy', 'label_strings.npy'])(
  'writes the very bytes of %s that NumPy does',
  async (name) => {
    const folder = temporary();
    await writeEmbeddingFile(path.join(folder, 'embeddings.npy'), tableOf(METADATA, ROWS));
    const [ours, theirs] = [folder, FIXTURES].map((each) => readFileSync(path.join(each, name)));
    expect(ours).toEqual(theirs);
  },
);

/** Written out by hand, from RFC 4180 and the documented columns. */
test('writes CSV that other programs read', async () => {
  const folder = temporary();
  await writeEmbeddingFile(path.join(folder, 'x.csv'), tableOf(METADATA, ROWS));
  expect(readFileSync(path.join(folder, 'x.csv'), 'utf8')).toBe(
    [
      'path,class,face,x1,y1,x2,y2,score,e0,e1,e2',
      'lfw/Ann/Ann_0001.png,Ann,0,,,,,,0.100000001,-1.00000001e-7,3.00000000',
      '"lfw/Bo, ""Jr""/1\n2.png","Bo, ""Jr""",2,-1.5,0.1,20,30.25,0.987654321,0.333333343,-0,1.17549435e-38',
      'lfw/Žofie 🦊/1.png,Žofie 🦊,0,,,,,,3.39999995e+38,-2.50000000,0.300000012',
      '',
    ].join('\n'),
  );
});

test('a file of another run beside the metadata is refused', async () => {
  const folder = temporary();
  for (const name of ['embeddings.npy', 'embeddings.npy.json'])
    copyFileSync(path.join(FIXTURES, name), path.join(folder, name));
  const file = path.join(folder, 'embeddings.npy');
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFiles(folder, { 'embeddings.npy': bytes });
  await expect(readEmbeddingFile(file)).rejects.toThrow(/others: cut off, changed, or of another run/);
});

test.each(['x.npy', 'x.csv'])('%s without its metadata is refused with the reason', async (name) => {
  const folder = temporary();
  writeFiles(folder, { [name]: 'anything' });
  await expect(readEmbeddingFile(path.join(folder, name))).rejects.toThrow(/Expected .*\.json beside .*none/);
});

test('a file that is not there', async () => {
  for (const name of ['x.jsonl', 'x.arrow']) {
    const file = path.join(temporary(), name);
    await expect(readEmbeddingFile(file)).rejects.toMatchObject({
      code: 'embedding-file',
      message: expect.stringContaining('no such file') as unknown,
    });
  }
});
