import { html, type Markup } from '../markup.ts';
import { REPORT_STYLE } from './style.ts';

/** Nothing may be loaded, whatever a name in the page tries. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** A whole page that needs nothing but itself. */
export function htmlPage(title: string, body: Markup): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${REPORT_STYLE}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return page.markup;
}

/** A figure with what it means, for a list of class `figures`. */
export const figureCard = (name: string, value: string, more: string): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
    <dd class="more">${more}</dd>
  </div>`;

/** How the figures of a page were made: what each thing is called, and what it was. */
export const madeTable = (heading: string, rows: readonly (readonly [name: string, value: string])[]): Markup =>
  html`<section>
    <h2>${heading}</h2>
    <table class="made">
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;

/** A share, as `98.76 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
