import { describe, expect, test } from '@jest/globals';
import type { Queries } from '../../../src/gallery/database/connection.ts';
import { requireVectorExtension } from '../../../src/gallery/database/vector-extension.ts';

interface Server {
  /** Versions as PostgreSQL tells them; undefined where it has no pgvector. */
  readonly extension?: { readonly installed: string | null; readonly offered: string };
  /** What it says to somebody who installs it. */
  readonly refusal?: { readonly code: string };
}

/** A database that answers, and what it was asked to do. */
function serverWith({ extension, refusal }: Server): { queries: Queries; statements: string[] } {
  const statements: string[] = [];
  const query = (text: string): Promise<{ rows: readonly object[] }> => {
    if (text.startsWith('select')) return Promise.resolve({ rows: extension ? [extension] : [] });
    statements.push(text);
    return refusal ? Promise.reject(Object.assign(new Error('refused'), refusal)) : Promise.resolve({ rows: [] });
  };
  return { queries: { query } as unknown as Queries, statements };
}

const NAME = 'postgres://ann@db.example/faces';

describe('pgvector', () => {
  test('is taken as it is where it is installed, and installed where it is offered', async () => {
    const there = serverWith({ extension: { installed: '0.8.0', offered: '0.8.0' } });
    await requireVectorExtension(there.queries, NAME);
    expect(there.statements).toEqual([]);
    const offered = serverWith({ extension: { installed: null, offered: '1.0.2' } });
    await requireVectorExtension(offered.queries, NAME);
    expect(offered.statements).toEqual(['create extension vector']);
  });

  test.each<[string, Server, RegExp]>([
    ['is missing', {}, /pgvector on the server of postgres:\/\/ann@db\.example\/faces but it is not there: install it/],
    [
      'is too old',
      { extension: { installed: null, offered: '0.4.4' } },
      /0\.8 or later .* but found 0\.4\.4: update it/,
    ],
    [
      'is too old though a newer one is there',
      { extension: { installed: '0.7.4', offered: '0.8.2' } },
      /has 0\.7\.4, though the server offers 0\.8\.2: ALTER EXTENSION vector UPDATE/,
    ],
    [
      'may not be installed by this user',
      { extension: { installed: null, offered: '0.8.0' }, refusal: { code: '42501' } },
      /its user may not: an administrator does it once with CREATE EXTENSION vector/,
    ],
  ])('%s: it is said what to do', async (_, server, message) => {
    const required = requireVectorExtension(serverWith(server).queries, NAME);
    await expect(required).rejects.toMatchObject({ code: 'database-extension' });
    await expect(required).rejects.toThrow(message);
  });

  test('that cannot be installed for another reason is no matter of rights', async () => {
    const { queries } = serverWith({
      extension: { installed: null, offered: '0.8.0' },
      refusal: { code: '58P01' },
    });
    await expect(requireVectorExtension(queries, NAME)).rejects.toMatchObject({ code: '58P01' });
  });
});
