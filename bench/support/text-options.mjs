/** Options of a bench whose values are texts, for `parseArgs`: by their names, with what they are where they are not given. */
export const textOptions = (defaults) =>
  Object.fromEntries(Object.entries(defaults).map(([name, initial]) => [name, { type: 'string', default: initial }]));
