/** Named sets of options: the recipe behind the accuracy in FaceNet's README. */
export const PRESETS = ['facenet-2018'] as const;
export type Preset = (typeof PRESETS)[number];
