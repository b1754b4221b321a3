import { drawFaces } from './drawing.ts';
import { createMessage, element } from './elements.ts';
import type { OpenPage } from './page.ts';
import { createNames, type NamedFace, type Names } from './names.ts';
import { server } from './server.ts';

const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };
/** Of the pictures that are sent. */
const JPEG_QUALITY = 0.85;
/** Pictures on their way: while the server looks at one, it reads the other. */
const AT_ONCE = 2;

/** Names over the picture of the camera: always the newest frame, and never one that is older than what is shown. Names come seldom; in between faces are found alone. */
export const openCamera: OpenPage = ({ texts, explain }) => {
  const message = createMessage();
  const speed = element('p', { className: 'note' });
  const video = element('video', { muted: true, playsInline: true, hidden: true });
  const canvas = element('canvas', { hidden: true, ariaLabel: texts.camera });
  canvas.setAttribute('role', 'img');
  const button = element('button', { type: 'button', className: 'main' }, texts.start);
  let stream: MediaStream | undefined;

  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    button.textContent = texts.start;
  };
  const start = async (): Promise<void> => {
    stream = await navigator.mediaDevices.getUserMedia({ video: SIZE });
    video.srcObject = stream;
    await video.play();
    button.textContent = texts.stop;
    canvas.hidden = false;
    const [clock, names] = [createClock(), createNames()];
    await Promise.all(Array.from({ length: AT_ONCE }, () => watch(clock, names)));
  };
  const watch = async (clock: Clock, names: Names): Promise<void> => {
    const frame = element('canvas', {});
    while (stream) {
      const place = clock.begin();
      const picture = await takeFrame(video, frame);
      const named = names.isDue(place.began) ? await server.recognize(picture) : undefined;
      const found = named ?? (await server.detect(picture));
      const times = clock.end(place);
      if (times) names.carry(found.map(({ box }) => box));
      if (named) names.learn(named);
      if (times) show(frame, names.shown, times);
    }
  };
  const show = (frame: HTMLCanvasElement, faces: readonly NamedFace[], { perSecond, delay }: Times): void => {
    const labels = faces.map(({ person }) => (person === undefined ? '…' : (person ?? texts.unknown)));
    drawFaces(
      canvas,
      frame,
      faces.map(({ box, person }, i) => ({ box, label: labels[i] ?? '', isKnown: typeof person === 'string' })),
    );
    canvas.ariaLabel = labels.join(', ');
    speed.textContent = texts.speed(perSecond.toFixed(0), delay.toFixed(0));
  };
  button.addEventListener('click', () => {
    message.tell('');
    if (stream) {
      stop();
      return;
    }
    const begun = 'mediaDevices' in navigator ? start() : Promise.reject(new Error('no media devices'));
    begun.catch((error: unknown) => {
      stop();
      message.tell(error instanceof DOMException ? texts.noCamera(error.message) : explain(error), 'problem');
    });
  });
  return {
    element: element('section', {}, element('h2', {}, texts.camera), button, message.element, video, canvas, speed),
    leave: stop,
  };
};

interface Times {
  readonly perSecond: number;
  /** Milliseconds from the picture to its names. */
  readonly delay: number;
}

interface Place {
  readonly number: number;
  readonly began: number;
}

interface Clock {
  begin(): Place;
  /** Undefined for a picture that is older than one that is shown. */
  end(place: Place): Times | undefined;
}

function createClock(): Clock {
  let [last, shown] = [0, 0];
  let recent: number[] = [];
  return {
    begin: () => ({ number: ++last, began: performance.now() }),
    end: ({ number, began }) => {
      if (number < shown) return undefined;
      shown = number;
      const now = performance.now();
      recent = [...recent.filter((time) => now - time < 1000), now];
      return { perSecond: recent.length, delay: now - began };
    },
  };
}

async function takeFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Blob> {
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (picture) => {
        if (picture) resolve(picture);
        else reject(new Error('the camera gave no picture'));
      },
      'image/jpeg',
      JPEG_QUALITY,
    );
  });
}
