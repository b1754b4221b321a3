/** An 8-bit RGB image: rows from the top, three interleaved bytes a pixel (height × width × 3). */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
