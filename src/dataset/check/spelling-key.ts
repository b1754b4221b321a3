/** A name without case, accents, the order of its words and what stands between them: `Ann_Lee`, `ann lee` and `Lee, Ann` are one. */
export const spellingKey = (className: string): string =>
  className
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .sort()
    .join(' ');
