/** How embeddings of four numbers are made, for files to damage. */
export const METADATA = {
  facekit: '0.1.0',
  model: { name: 'tiny', sha256: 'fa'.repeat(32) },
  dimension: 4,
  standardisation: 'fixed',
  alignment: { kind: 'box', margin: 32, imageSize: 160 },
  flip: false,
};
