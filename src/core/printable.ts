/** Text for a line of output: a file name may hold line ends and codes that move the cursor. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, codeOf);

/** The same for text of several lines, in which tabs may stand. */
export const printableLines = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, codeOf);

const codeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
