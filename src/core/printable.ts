/** Text for a line of output: a file name may hold line ends and codes that move the cursor. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, codeOf);

/** The same for text of several lines, in which tabs may stand. */
export const printableLines = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, codeOf);

const codeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A name for a file that has a line for each: any character that a reader of text may take for the end of a line is coded. */
export const onOneLine = (text: string): string => text.replace(/(?!\t)[\p{Cc}\u2028\u2029]/gu, codeOf);
