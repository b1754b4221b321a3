/** Terminal colours by name, as SGR codes. */
const CODES = { red: 31, yellow: 33 } as const;

export type Paint = keyof typeof CODES;

/** Text in a colour. */
export const paint = (text: string, colour: Paint): string => `\u001b[${CODES[colour]}m${text}\u001b[39m`;

/** Whether a stream shows colours: a terminal does, unless NO_COLOR is set (https://no-color.org). */
export const showsColour = (
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
