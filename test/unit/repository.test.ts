import { readdirSync, readFileSync } from 'node:fs';
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

/** Programs beside the tests that no compiler looks at. */
const programs = ['bench', 'test'].flatMap((folder) =>
  readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mjs') && !file.includes('node_modules'))
    .map((file) => path.join(folder, file)),
);

test.each(programs)('%s imports what there is', (program) => {
  const imports = read(program).matchAll(/^import \{([^}]*)\} from '([^']*\/dist\/[^']+)\.js'/gm);
  for (const [, names = '', built = ''] of imports) {
    const source = path.join(path.dirname(program), built).replace(/^dist/, 'src');
    const text = read(`${source}.ts`);
    for (const name of names.split(',').map((each) => each.trim().split(' ')[0] ?? ''))
      if (name !== '') expect(text).toMatch(new RegExp(`^export (.*\\b)?${name}\\b`, 'm'));
  }
});
