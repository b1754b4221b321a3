import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../support/cli.ts';

const read = (name: string): string => readFileSync(path.join(PROJECT, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<'homepage' | 'bugs' | 'version' | 'author', string> & {
  repository: { url: string };
};

test('the place of the repository, and the version, are the same everywhere', () => {
  const place = manifest.repository.url.replace(/^git\+|\.git$/g, '');
  expect(manifest).toMatchObject({ homepage: `${place}#readme`, bugs: `${place}/issues` });
  expect(read('CITATION.cff')).toContain(`repository-code: ${place}\n`);
  expect(read('CITATION.cff')).toContain(`version: ${manifest.version}\n`);
  expect(read('CITATION.cff')).toContain(`- name: ${manifest.author}\n`);
});
