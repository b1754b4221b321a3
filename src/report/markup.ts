import { printableLines } from '../core/printable.ts';

/** Text in HTML or SVG, with everything escaped that came from outside. Made by `html` only. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

/**
 * A template whose values are escaped, unless they are markup themselves: a name from a file cannot become an element.
 * Values stand in text or in quoted attributes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const parts = strings.map((text, i) => text + (i < values.length ? toMarkup(values[i] ?? '') : ''));
  return { markup: parts.join('') };
}

function toMarkup(value: Value): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, for elements and for quoted attributes. What would turn its order round, or is no character of HTML, is coded. */
const escapeHtml = (text: string): string =>
  printableLines(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
