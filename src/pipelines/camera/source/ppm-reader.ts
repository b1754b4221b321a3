import { FacekitError } from '../../../core/errors.ts';
import type { RgbImage } from '../../../core/image.ts';

/** `P6`, width, height and largest value, as ffmpeg writes them. */
const HEADER = /^P6\n(\d{1,5}) (\d{1,5})\n255\n/;
const LONGEST_HEADER = 20;

/** Puts pictures together from pieces of a stream of PPM files with 8 bits a channel. */
export class PpmReader {
  #header = Buffer.alloc(0);
  /** The picture that is being filled. */
  #picture: RgbImage | undefined;
  #filled = 0;

  /** Whether nothing of a picture is there that is not whole. */
  get isBetweenPictures(): boolean {
    return !this.#picture && this.#header.length === 0;
  }

  /**
   * The pictures that are whole with this piece.
   *
   * @throws FacekitError `source-not-usable` for a stream of anything else
   */
  push(piece: Uint8Array): RgbImage[] {
    const whole: RgbImage[] = [];
    for (let rest = piece; rest.length > 0;) {
      rest = this.#picture ? this.#fill(this.#picture, rest) : this.#readHeader(rest);
      if (this.#picture && this.#filled === this.#picture.data.length) {
        whole.push(this.#picture);
        this.#picture = undefined;
      }
    }
    return whole;
  }

  /** Both return what is left of the piece. */
  #fill({ data }: RgbImage, piece: Uint8Array): Uint8Array {
    const taken = piece.subarray(0, data.length - this.#filled);
    data.set(taken, this.#filled);
    this.#filled += taken.length;
    return piece.subarray(taken.length);
  }

  #readHeader(piece: Uint8Array): Uint8Array {
    const before = this.#header.length;
    const head = Buffer.concat([this.#header, piece.subarray(0, LONGEST_HEADER - before)]);
    const [text, width = '', height = ''] = HEADER.exec(head.toString('latin1')) ?? [];
    if (text === undefined) {
      if (head.length >= LONGEST_HEADER)
        throw new FacekitError('source-not-usable', 'Expected pictures from ffmpeg but received something else.');
      this.#header = head;
      return piece.subarray(piece.length);
    }
    const size = { width: Number(width), height: Number(height) };
    this.#picture = { ...size, data: new Uint8Array(size.width * size.height * 3) };
    this.#filled = 0;
    this.#header = Buffer.alloc(0);
    return piece.subarray(text.length - before);
  }
}
