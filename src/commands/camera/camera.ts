import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { openCameraNetworks, type OpenCameraNetworks } from '../../pipelines/camera/camera-networks.ts';
import { openOutputs } from '../../pipelines/camera/record/outputs.ts';
import { type OpenedSource, openSource } from '../../pipelines/camera/source/open-source.ts';
import { parseSource, type VideoSource } from '../../pipelines/camera/source/video-source.ts';
import { type WatchReport, watchVideo } from '../../pipelines/camera/watch-video.ts';
import {
  formatCameraEvent,
  formatCameraEventJson,
  formatCameraTotals,
  formatCameraTotalsJson,
} from '../../report/text/camera.ts';
import type { Io } from '../shared/context.ts';
import { readDetector } from '../shared/read-detector.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import { noticesTo } from '../shared/notices.ts';
import { networksCommand, type NetworksCall } from '../shared/networks-command.ts';
import { openStore } from '../gallery/open-gallery.ts';
import type { CameraFlags } from './options.ts';
import { andShow, showPage } from './show-page.ts';

type Call = NetworksCall<CameraFlags, OpenCameraNetworks>;

/** `facekit camera [gallery]`: tells who comes and goes until the video ends or it is stopped. Returns the exit code. */
export const camera = networksCommand<CameraFlags, OpenCameraNetworks>(openCameraNetworks, async (call) => {
  const { args, flags, io } = call;
  const source = parseSource(flags.source, io.cwd);
  await using store = args[0] === undefined ? undefined : await openStore(args[0], io);
  const options = { threads: 1, ...flags, detector: readDetector(flags, io.cwd) };
  await using networks = call.openNetworks(store, options, noticesTo(io, flags));
  // Before the video is asked for: it refuses a model or a detector that does not suit the gallery.
  const recognizer = store && (await networks.openRecognizer(store, { ...flags, agreeing: flags.agree }));
  const opened = await openVideo(source, call);
  await using outputs = await openOutputs(outputsOf(call), { ...places(io), ...opened });
  await using page = flags.show ? await showPage(flags, io) : undefined;
  const report = await watchVideo(opened, flags, {
    ...{ recognizer, detect: networks.detect, signal: io.signal },
    onFrame: page ? andShow(page, outputs.onFrame) : outputs.onFrame,
    onEvent: async (event, image) => {
      await outputs.onEvent(event, image);
      page?.onEvent(event);
      if (flags.json) io.stdout.write(formatCameraEventJson(event));
      else if (!flags.quiet) io.stdout.write(formatCameraEvent(event));
    },
  });
  await outputs.finish();
  conclude(report, call);
  return io.signal.aborted ? interruptedExitCode(io.signal) : EXIT.done;
});

const places = ({ env }: Io) => ({ env, platform: process.platform });

function openVideo(source: VideoSource, { flags, io }: Call): Promise<OpenedSource> {
  const tell = noticesTo(io, {});
  return openSource(source, {
    ...places(io),
    ...{ signal: io.signal, maxSide: flags.maxSide, realtime: flags.realtime ?? false },
    retries: flags.retry ?? Infinity,
    onLost: (reason, seconds) => {
      tell(`${source.shown} is gone (${reason}); trying again in ${seconds} s.`);
    },
    onBack: () => {
      tell(`${source.shown} is back.`);
    },
  });
}

/** The files that are to be written, each another one. */
function outputsOf({ flags: { events, record, snapshots }, io: { cwd } }: Call) {
  const absolute = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : path.resolve(cwd, name);
  const outputs = { events: absolute(events), record: absolute(record), snapshots: absolute(snapshots) };
  if (outputs.events !== undefined && outputs.events === outputs.record)
    throw usageError('Expected two files for `events` and `record` but received one.');
  return outputs;
}

function conclude(report: WatchReport, { flags: { json, quiet }, io }: Call): void {
  if (json) io.stdout.write(formatCameraTotalsJson(report));
  else if (!quiet) io.stderr.write(formatCameraTotals(report));
}
