import { printable } from '../../core/printable.ts';
import type { CameraEvent } from '../../pipelines/camera/people/camera-event.ts';
import type { WatchReport } from '../../pipelines/camera/watch-video.ts';
import { counted } from '../counted.ts';

/** A line about an event: `0:00:12.4  Ann Example appeared  (face 3, distance 0.412)`. */
export function formatCameraEvent(event: CameraEvent): string {
  const { seconds, track, distance } = event;
  const details = [`face ${track}`, ...(distance === null ? [] : [`distance ${distance.toFixed(3)}`])];
  return `${clock(seconds)}  ${happened(event)}  (${details.join(', ')})\n`;
}

function happened({ event, person, was = null, seconds, since = seconds }: CameraEvent): string {
  const who = person === null ? 'somebody unknown' : printable(person);
  if (event === 'left') return `${who} left after ${(seconds - since).toFixed(1)} s`;
  if (event === 'appeared') return `${who} appeared`;
  return `${was === null ? 'somebody unknown' : printable(was)} is ${person === null ? 'unknown now' : who}`;
}

/** Hours, minutes and seconds of the source. */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, tenths % 600];
  return `${hours}:${two(minutes)}:${two(Math.floor(rest / 10))}.${rest % 10}`;
}

export const formatCameraEventJson = (event: CameraEvent): string => `${JSON.stringify(event)}\n`;

/** What was seen, in one line. */
export function formatCameraTotals({ frames, seconds, framesPerSecond, people, unknown }: WatchReport): string {
  const named = people.length === 0 ? 'nobody known' : people.map(printable).join(', ');
  const speed = `${counted(frames, 'picture')} in ${seconds.toFixed(1)} s (${framesPerSecond.toFixed(1)} a second)`;
  return `${speed}: ${named}; ${unknown} unknown.\n`;
}

export const formatCameraTotalsJson = (report: WatchReport): string =>
  `${JSON.stringify({ event: 'ended', ...report })}\n`;
