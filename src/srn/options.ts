/** How candidates become faces. */
export interface SrnSettings {
  /** Candidates of a level that are compared. */
  readonly candidates: number;
  /** Intersection over union above which the lower score goes. */
  readonly overlap: number;
  /** Faces of an image. */
  readonly faces: number;
}

/** What the authors' program does. */
const CODE_SETTINGS: SrnSettings = { candidates: 6000, overlap: 0.4, faces: 750 };

/** What the paper says where it says otherwise. */
const PAPER_SETTINGS: SrnSettings = { ...CODE_SETTINGS, candidates: 2000, overlap: 0.5 };

export const SETTINGS = { code: CODE_SETTINGS, paper: PAPER_SETTINGS } as const;

/** At its own size, the network finds faces from about this many pixels up: the width of its smallest anchors. */
export const LEAST_FACE = 8;
