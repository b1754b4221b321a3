/**
 * Characters that do not stand for themselves in a line: controls, which move the cursor, and those that say how others are shown, such as
 * U+202E, which turns the order of letters round (Trojan Source).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text for a line of output: a file name may hold line ends and codes that move the cursor. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, codeOf);

/** The same for text of several lines, in which tabs may stand. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => (/[\n\t]/.test(character) ? character : codeOf(character)));

/**
 * Output of which every part has been made for its place, colours included, without what no part may hold. In JSON the codes mean the
 * characters.
 */
export const safeOutput = (text: string): string => text.replace(/[\x7f-\x9f\p{Cf}\u2028\u2029]/gu, codeOf);

/** As JSON and JavaScript write it: beyond U+FFFF as two. */
const codeOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');

/** A name for a file that has a line for each: any character that a reader of text may take for the end of a line is coded. */
export const onOneLine = (text: string): string => text.replace(/(?!\t)[\p{Cc}\u2028\u2029]/gu, codeOf);
