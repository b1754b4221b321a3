import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import sharp from 'sharp';
import { spreadOf } from '../dist/core/percentiles.js';
import { ROOT, runFacekit } from './support/facekit.mjs';
import { bestModel, installedModels } from './support/models.mjs';
import { smallPictures } from './support/pictures.mjs';
import { startServer } from './support/server.mjs';

const [WIDTH, HEIGHT] = [640, 480];
const CLIENTS = 8;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SAMPLE = path.join(ROOT, 'datasets/sample');
const PEOPLE = ['Eileen_Collins/Eileen_Collins_0001.jpg', 'Grace_Hopper/Grace_Hopper_0001.jpg'];

/** `facekit serve`: eight clients that post photographs without a pause, and the page's camera with two people before it. */
export async function* serve({ folder, quick }) {
  const model = bestModel(await installedModels());
  const photographs = await enlarged(await smallPictures(path.join(folder, 'serve'), 20));
  for (const detector of ['mtcnn', 'yunet']) {
    const gallery = path.join(folder, `gallery ${detector}`);
    const people = PEOPLE.map((name) => path.join(SAMPLE, path.dirname(name)));
    await runFacekit(['gallery', 'enrol', gallery, ...people, '--model', model, '--detector', detector, '--quiet']);
    yield load({
      name: `serve, ${CLIENTS} clients, ${model}, ${detector}`,
      gallery,
      detector,
      photographs,
      seconds: quick ? 5 : 60,
    });
    const name = `page's camera, 2 faces, ${model}, ${detector}`;
    if (existsSync(CHROMIUM)) yield camera({ name, gallery, detector, folder, seconds: quick ? 5 : 15 });
    else yield { name, skipped: `no browser at ${CHROMIUM}` };
  }
}

/** As cameras send them. */
const enlarged = ({ files }) =>
  Promise.all(
    files.map((file) => sharp(file).resize(WIDTH, HEIGHT, { fit: 'contain' }).jpeg({ quality: 90 }).toBuffer()),
  );

async function load({ name, gallery, detector, photographs, seconds }) {
  const server = await startServer(gallery, '--detector', detector);
  const post = async (body) => {
    const start = performance.now();
    const answer = await fetch(new URL('api/recognize', server.url), {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body,
    });
    await answer.json();
    if (answer.status !== 200) throw new Error(`${name}: answered ${answer.status}`);
    return performance.now() - start;
  };
  const times = [];
  await post(photographs[0]);
  const [start, processor] = [performance.now(), server.processor()];
  const client = async (_, first) => {
    for (let i = first; performance.now() - start < seconds * 1000; i++)
      times.push(await post(photographs[i % photographs.length]));
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const figure = {
    name,
    count: CLIENTS,
    ...usedBy(server, { start, processor }),
    milliseconds: spreadOf(times),
    runs: times.length,
  };
  await server.stop();
  return figure;
}

const usedBy = (server, { start, processor }) => ({
  cpu: (server.processor() - processor) / ((performance.now() - start) / 1000),
  peakMemory: server.peakMemory(),
});

/** The browser shares the machine. `count` is of pictures on their way at a time, so that pictures a second are what the page says. */
async function camera({ name, gallery, detector, folder, seconds }) {
  const film = path.join(folder, 'camera.mjpeg');
  await writeFilm(film);
  const server = await startServer(gallery, '--detector', detector);
  const fake = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  const args = ['--no-sandbox', '--lang=en-US', ...fake, `--use-file-for-fake-video-capture=${film}`];
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args });
  const page = await browser.newPage();
  await page.goto(`${server.url}#camera`);
  await page.waitForSelector('main button');
  await page.click('main button');
  const told = async () =>
    /(\d+) frames a second, shown after (\d+) ms/.exec(await page.$eval('main', (main) => main.textContent));
  while (!(await told())) await setTimeout(100);
  await setTimeout(2000);
  const [start, processor] = [performance.now(), server.processor()];
  const seen = [];
  while (performance.now() - start < seconds * 1000) {
    const [, perSecond, delay] = await told();
    seen.push({ perSecond: Number(perSecond), delay: Number(delay) });
    await setTimeout(100);
  }
  const milliseconds = spreadOf(seen.map(({ delay }) => delay));
  const perSecond = spreadOf(seen.map((each) => each.perSecond)).median;
  const count = (perSecond * milliseconds.median) / 1000;
  const figure = { name, count, ...usedBy(server, { start, processor }), milliseconds, runs: seen.length };
  await browser.close();
  await server.stop();
  return figure;
}

/** Two people who move a little, 30 pictures a second for four seconds. */
async function writeFilm(film) {
  const faces = await Promise.all(
    PEOPLE.map((name) => sharp(path.join(SAMPLE, name)).resize(280, 360, { fit: 'inside' }).toBuffer()),
  );
  const pictures = Array.from({ length: 120 }, (_, i) => {
    const moved = Math.round(20 * Math.sin((i / 60) * Math.PI));
    const laid = faces.map((input, nth) => ({ input, left: 20 + nth * 320 + moved, top: 60 }));
    return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: 'grey' } })
      .composite(laid)
      .jpeg()
      .toBuffer();
  });
  await writeFile(film, Buffer.concat(await Promise.all(pictures)));
}
