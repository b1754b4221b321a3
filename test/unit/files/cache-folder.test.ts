import { describe, expect, test } from '@jest/globals';
import { cacheFolder } from '../../../src/files/cache-folder.ts';

describe('cacheFolder', () => {
  const home = '/home/ann';
  const windowsHome = 'C:\\Users\\ann';
  test.each([
    ['linux', {}, home, '/home/ann/.cache/facekit'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/ann' }, home, '/var/cache/ann/facekit'],
    ['linux', { XDG_CACHE_HOME: '' }, home, '/home/ann/.cache/facekit'],
    ['linux', { XDG_CACHE_HOME: 'relative/is/ignored' }, home, '/home/ann/.cache/facekit'],
    ['freebsd', {}, home, '/home/ann/.cache/facekit'],
    ['darwin', { XDG_CACHE_HOME: '/x' }, '/Users/ann', '/Users/ann/Library/Caches/facekit'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, windowsHome, 'D:\\Local\\facekit\\Cache'],
    ['win32', {}, windowsHome, 'C:\\Users\\ann\\AppData\\Local\\facekit\\Cache'],
    ['linux', { FACEKIT_CACHE: '/data/facekit', XDG_CACHE_HOME: '/x' }, home, '/data/facekit'],
    ['win32', { FACEKIT_CACHE: 'E:\\cache', LOCALAPPDATA: 'D:\\Local' }, windowsHome, 'E:\\cache'],
    ['linux', { FACEKIT_CACHE: '' }, home, '/home/ann/.cache/facekit'],
  ] as const)('on %s with %j and the home %s is %s', (platform, env, at, expected) => {
    expect(cacheFolder({ platform, env, home: at })).toBe(expected);
  });
});
