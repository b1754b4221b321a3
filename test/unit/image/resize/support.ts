import { createHash } from 'node:crypto';

/** What another program makes of a pattern. */
export interface ResizeCase {
  readonly name: string;
  /** Width and height. */
  readonly from: [number, number];
  readonly to: [number, number];
  /** As `digest` has it. */
  readonly sha256: string;
}

/** The first 16 digits of the SHA-256. */
export const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);
