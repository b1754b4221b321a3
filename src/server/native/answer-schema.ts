import { SCHEMAS } from './schemas.ts';

/** What a route is for, and what it answers. */
export const answers = (answer: keyof typeof SCHEMAS, summary: string) => ({
  summary,
  response: { 200: SCHEMAS[answer], '4xx': SCHEMAS.failure, '5xx': SCHEMAS.failure },
});
