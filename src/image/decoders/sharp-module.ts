import { createRequire } from 'node:module';
import type sharpModule from 'sharp';

export type { Sharp, SharpOptions } from 'sharp';

/**
 * sharp by its form for `require`: over the JSON files that the one for `import` imports, Node.js 20 before 20.19 warns on standard error of something
 * experimental, in every command.
 */
export const sharp = createRequire(import.meta.url)('sharp') as typeof sharpModule;
