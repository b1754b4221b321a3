import type { LfwSettings } from './lfw-settings.ts';

/** Named recipes: that behind the accuracy in FaceNet's README. */
export const PRESETS = ['facenet-2018'] as const;
export type Preset = (typeof PRESETS)[number];

/** What a preset decides. */
export type LfwRecipe = Pick<LfwSettings, 'metric' | 'flip' | 'subtractMean' | 'standardisation'>;

/** What FaceNet's script does unless it is told otherwise. */
const UPSTREAM_DEFAULTS: LfwRecipe = {
  metric: 'squared-euclidean',
  flip: false,
  subtractMean: false,
  standardisation: undefined,
};

const RECIPES: Readonly<Record<Preset, LfwRecipe>> = {
  'facenet-2018': { metric: 'cosine-angle', flip: true, subtractMean: true, standardisation: 'fixed' },
};

/** The recipe of a preset, or FaceNet's defaults. */
export const recipeOf = (preset: Preset | undefined): LfwRecipe => (preset ? RECIPES[preset] : UPSTREAM_DEFAULTS);
