import { html, type Markup } from '../markup.ts';

/**
 * A square picture, or the words that there is none.
 *
 * @param picture its address
 * @param side pixels
 */
export const facePicture = (picture: string | undefined, alt: string, side: number): Markup =>
  picture === undefined
    ? html`<div class="gone">no picture</div>`
    : html`<img src="${picture}" alt="${alt}" width="${side}" height="${side}" />`;
