import type { Texts } from './texts.ts';

/** One of the pages, shown in the place of the one before. */
export interface Page {
  readonly element: HTMLElement;
  /** Called before another page is shown. */
  leave?(): void;
}

export interface PageTools {
  readonly texts: Texts;
  /** Tells of what went wrong, in words. */
  readonly explain: (error: unknown) => string;
  /** The number of people or faces has changed. */
  readonly changed: () => void;
}

export type OpenPage = (tools: PageTools) => Page;
