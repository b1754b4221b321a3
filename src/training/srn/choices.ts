/** How parameters follow their gradients: momentum 0.9 as the paper, or Adam with PyTorch's numbers. */
export const SRN_OPTIMISERS = ['momentum', 'adam'] as const;
export type SrnOptimiser = (typeof SRN_OPTIMISERS)[number];

/** How photographs are varied: not at all, mirrored half of the time, or as the paper has it: colours, expanded, a part, mirrored. */
export const VARIATIONS = ['paper', 'mirror', 'none'] as const;
export type Variation = (typeof VARIATIONS)[number];

/**
 * Which anchors show a face: those that overlap it enough, as in the paper, or also the one that overlaps a face most. By the paper's rule the strict first step
 * learns most faces nowhere, and so learns to leave them out.
 */
export const MATCHINGS = ['every-face', 'paper'] as const;
export type Matching = (typeof MATCHINGS)[number];
