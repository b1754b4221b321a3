/** Nine significant digits give back every float32 exactly; only the sign of a zero would be lost. */
const formatFloat32 = (value: number): string => (Object.is(value, -0) ? '-0' : value.toPrecision(9));

/** The numbers of an embedding in decimal, parted by commas. */
export function formatEmbedding(embedding: Float32Array): string {
  let text = '';
  for (const value of embedding) text += text === '' ? formatFloat32(value) : `,${formatFloat32(value)}`;
  return text;
}
