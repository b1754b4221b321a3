import { createRequire } from 'node:module';
import type sharpModule from 'sharp';
import { inNativeCodeSync } from '../../core/process/native-gate.ts';

export type { Sharp, SharpOptions } from 'sharp';

const load = createRequire(import.meta.url);

/**
 * sharp, loaded when an image needs it: that takes a tenth of a second, in each thread, and plain crops do without. By its form for `require`: over the JSON files
 * that the one for `import` imports, Node.js 20 before 20.19 warns on standard error of something experimental, in every command.
 */
export const loadSharp = (): typeof sharpModule => inNativeCodeSync(() => load('sharp') as typeof sharpModule);
