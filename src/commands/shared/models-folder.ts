import path from 'node:path';
import { thisWorld } from '../../files/cache-folder.ts';
import { modelFolder } from '../../models/store/find-model.ts';
import type { Io } from './context.ts';

/** The folder of installed models, absolute. */
export const modelsFolder = ({ cwd, env }: Io): string => path.resolve(cwd, modelFolder(thisWorld(env)));
