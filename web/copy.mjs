// Puts what is no program beside the compiled page.
import { copyFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
for (const name of ['index.html', 'watch.html', 'style.css', 'icon.svg'])
  copyFileSync(path.join(here, name), path.join(here, '../dist/web', name));
