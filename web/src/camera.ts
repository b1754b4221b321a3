import { drawFaces } from './drawing.ts';
import { createMessage, element } from './elements.ts';
import type { OpenPage } from './page.ts';
import { server } from './server.ts';

const SIZE = { width: { ideal: 640 }, height: { ideal: 480 } };
/** Of the pictures that are sent. */
const JPEG_QUALITY = 0.85;

/** Names over the picture of the camera: one frame at a time, always the newest. */
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
    await watch();
  };
  const watch = async (): Promise<void> => {
    const frame = element('canvas', {});
    while (stream) {
      const began = performance.now();
      const photograph = await takeFrame(video, frame);
      const faces = await server.recognize(photograph);
      const names = faces.map(({ person }) => person ?? texts.unknown);
      drawFaces(
        canvas,
        frame,
        faces.map(({ box, person }, i) => ({ box, label: names[i] ?? '', isKnown: person !== null })),
      );
      canvas.ariaLabel = names.join(', ');
      const milliseconds = performance.now() - began;
      speed.textContent = texts.speed((1000 / milliseconds).toFixed(1), milliseconds.toFixed(0));
    }
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
