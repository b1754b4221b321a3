import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { suggestInt8 } from '../../../../src/models/store/suggest-int8.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();

test('names the int8 model where it is installed and the processor made for it', async () => {
  const folder = path.join(temporary(), 'models');
  expect(await suggestInt8('facenet-vggface2', folder, true)).toBeUndefined();
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'facenet-vggface2-int8.safetensors'), 'weights');
  expect(await suggestInt8('facenet-vggface2', folder, true)).toContain('facenet-vggface2-int8');
  expect(await suggestInt8('facenet-vggface2', folder, false)).toBeUndefined();
  expect(await suggestInt8('mobilefacenet', folder, true)).toBeUndefined();
  expect(await suggestInt8(undefined, folder, true)).toBeUndefined();
});
