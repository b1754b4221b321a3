import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createAtomicWriter, removeTemporaries } from '../../src/files/atomic-file.ts';
import { withLock } from '../../src/files/lock.ts';
import { thisProcess } from '../../src/files/process-id.ts';
import { useTemporaryFolders } from '../support/temporary.ts';

const temporary = useTemporaryFolders();
const self = thisProcess('12345');

describe('an atomic writer', () => {
  test('makes folders and replaces files', async () => {
    const file = path.join(temporary(), 'a/b/c.txt');
    const writer = createAtomicWriter(self, 'x');
    await writer.write(file, 'one');
    await writer.write(file, Buffer.from('two'));
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(path.dirname(file))).toEqual(['c.txt']);
  });

  test('shows nothing before the commit, and nothing of what is discarded', async () => {
    const folder = temporary();
    const writer = createAtomicWriter(self, 'x');
    const [kept, dropped] = [
      await writer.stage(path.join(folder, 'kept'), '1'),
      await writer.stage(path.join(folder, 'dropped'), '2'),
    ];
    expect(existsSync(path.join(folder, 'kept'))).toBe(false);
    await kept.commit();
    await dropped.discard();
    expect(readdirSync(folder)).toEqual(['kept']);
  });

  test('leaves the old file and no other when it fails half-way', async () => {
    const folder = temporary();
    const file = path.join(folder, 'list.txt');
    writeFileSync(file, 'old');
    const writer = createAtomicWriter(self, 'x', async (target, data) => {
      await writeFile(target, data.slice(0, 2));
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    await expect(writer.write(file, 'new content')).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder)).toEqual(['list.txt']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test('cleans up when the name is taken by a folder', async () => {
    const folder = temporary();
    mkdirSync(path.join(folder, 'name/inside'), { recursive: true });
    const writer = createAtomicWriter(self, 'x');
    await expect(writer.write(path.join(folder, 'name'), 'x')).rejects.toMatchObject({
      code: 'output-not-writable',
    });
    expect(readdirSync(folder)).toEqual(['name']);
  });

  test('nobody can tell the name of the next temporary file', async () => {
    const folder = temporary();
    const writer = createAtomicWriter(self, 'x');
    for (const name of ['a', 'b']) await writer.stage(path.join(folder, name), name);
    const [first = '', second = ''] = readdirSync(folder).map((name) => /x([0-9a-f]{16})\.tmp$/.exec(name)?.[1] ?? '');
    expect(first).not.toBe('');
    expect(second).not.toBe(first);
  });

  test('its temporary files can be told by their owner', async () => {
    const folder = temporary();
    await createAtomicWriter(self, 'x').stage(path.join(folder, 'mine'), '1');
    await createAtomicWriter(thisProcess('54321'), 'x').stage(path.join(folder, 'theirs'), '1');
    await removeTemporaries(folder, ({ key }) => key === '12345');
    expect(readdirSync(folder)).toEqual([expect.stringContaining('54321')]);
    await removeTemporaries(path.join(folder, 'missing'), () => true);
  });
});

describe('withLock', () => {
  test('lets one in at a time', async () => {
    const lock = path.join(temporary(), 'lock');
    const log: string[] = [];
    const enter = (name: string): Promise<void> =>
      withLock(lock, self, async () => {
        log.push(`${name} in`);
        await sleep(30);
        log.push(`${name} out`);
      });
    await Promise.all([enter('a'), enter('b')]);
    expect(log.join()).toMatch(/^(a in,a out,b in,b out|b in,b out,a in,a out)$/);
    expect(existsSync(lock)).toBe(false);
  });

  test('is released when the work fails', async () => {
    const lock = path.join(temporary(), 'lock');
    await expect(withLock(lock, self, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
    expect(existsSync(lock)).toBe(false);
  });

  test.each([
    ['a process that is gone', `00001-${2 ** 22 + 1}@${self.host}`],
    ['an earlier process with this number', `00001-${process.pid}@${self.host}`],
  ])('is taken over from %s', async (_, owner) => {
    const folder = temporary();
    const lock = path.join(folder, 'lock');
    writeFileSync(lock, owner);
    const beforeThisProcess = new Date(Date.now() - process.uptime() * 1000 - 1000);
    utimesSync(lock, beforeThisProcess, beforeThisProcess);
    expect(await withLock(lock, self, () => Promise.resolve('in'))).toBe('in');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not taken over from another call of this process', async () => {
    const lock = path.join(temporary(), 'lock');
    const held: string[] = [];
    const holdFor = (key: string, ms: number): Promise<void> =>
      withLock(lock, thisProcess(key), async () => {
        held.push(`${key} in`);
        await sleep(ms);
        held.push(`${key} out`);
      });
    const first = holdFor('11111', 200);
    await sleep(50);
    await Promise.all([first, holdFor('22222', 0)]);
    expect(held).toEqual(['11111 in', '11111 out', '22222 in', '22222 out']);
  });

  test('left empty by a process killed at once, is taken over after some seconds', async () => {
    const lock = path.join(temporary(), 'lock');
    writeFileSync(lock, '');
    const before = new Date(Date.now() - 6000);
    utimesSync(lock, before, before);
    expect(await withLock(lock, self, () => Promise.resolve('in'))).toBe('in');
  });
});
