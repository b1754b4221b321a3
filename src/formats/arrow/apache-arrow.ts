import { createRequire } from 'node:module';
import type * as Arrow from 'apache-arrow';

/** What writes Apache Arrow, from the package's one file of all its parts: it is there in 10 ms, the package's own 146 modules in 70. */
export const arrow = createRequire(import.meta.url)('apache-arrow/Arrow.esnext.min') as typeof Arrow;
