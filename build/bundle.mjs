// Bundles whatever is started: the program, the library, and each worker thread or process. Their sources are hundreds of files, which take longer to load
// than to run. All bundles lie in one folder, two levels below the package as the sources do, so that what names a file relative to its own finds it.
// Packages stay outside: some are native, others have files of their own.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const src = path.join(root, 'src');

/** The files of worker threads and processes, which others start by their place. */
const startedFiles = readdirSync(src, { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const text = readFileSync(path.join(src, name), 'utf8');
    const started = text.matchAll(/new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g);
    return Array.from(started, ([, module]) => path.join(path.dirname(name), `${module}.ts`));
  });

/**
 * Bundles what runs in one thread. What several of the entries have in common, or parts that are loaded later, is a file of its own.
 *
 * @param entries sources by the names of their bundles
 */
const bundle = (name, entries) =>
  build({
    entryPoints: entries,
    absWorkingDir: src,
    outdir: path.join(root, 'dist/bundle'),
    chunkNames: `${name}-[hash]`,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.11',
    logLevel: 'warning',
  });

await bundle('program', { main: 'main.ts' });
await bundle('library', { index: 'index.ts', evaluation: 'evaluation/index.ts' });
for (const file of startedFiles) {
  const name = path.basename(file, '.ts');
  await bundle(name, { [name]: file });
}
