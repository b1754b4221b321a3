import { MultiBar, type SingleBar } from 'cli-progress';

/** Where progress is shown: standard error, or a test's list of strings. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where a run is shown while it goes on. */
export interface Terminal {
  readonly stderr: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Shows how far a run is. Lines about images go through it, so that they do not tear the bar. */
export interface Progress {
  /** `worked`: whether the item took work; only those count for the rate. Default one item. */
  advance(worked: boolean, items?: number): void;
  line(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly total: number;
  /** What is counted, in the plural: `images`. */
  readonly unit: string;
  /** Only lines, no progress. */
  readonly quiet: boolean;
  /** Milliseconds, growing. Default: the system's. */
  readonly now?: () => number;
}

/** A bar on a terminal, a plain line every few seconds elsewhere, nothing when quiet. */
export function createProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  const pace = createPace(options);
  if (options.quiet) return silentProgress(stream);
  return stream.isTTY === true ? barProgress(stream, options, pace) : plainProgress(stream, options, pace);
}

const silentProgress = (stream: ProgressStream): Progress => ({
  advance: () => undefined,
  line: (text) => stream.write(`${text}\n`),
  stop: () => undefined,
});

const PLAIN_EVERY_MS = 5_000;

function plainProgress(stream: ProgressStream, { total, unit, now = Date.now }: ProgressOptions, pace: Pace): Progress {
  let lastShown = now();
  return {
    advance: (worked, items) => {
      pace.advance(worked, items);
      if (now() - lastShown < PLAIN_EVERY_MS) return;
      lastShown = now();
      stream.write(`${pace.done()}/${total} ${unit}, ${pace.text()}\n`);
    },
    line: (text) => stream.write(`${text}\n`),
    stop: () => undefined,
  };
}

function barProgress(stream: ProgressStream, { total, unit }: ProgressOptions, pace: Pace): Progress {
  const bars = new MultiBar({
    stream: stream as NodeJS.WritableStream,
    format: `{bar} {percentage} % | {value}/{total} ${unit} | {pace}`,
    barsize: Math.max(10, Math.min(40, (stream.columns ?? 80) - 60)),
    // Nothing of the terminal is changed that a killed program could not restore.
    linewrap: true,
    clearOnComplete: true,
    // The program ends itself in good order on Ctrl-C.
    gracefulExit: false,
  });
  const bar: SingleBar = bars.create(total, 0, { pace: '' });
  return {
    advance: (worked, items) => {
      pace.advance(worked, items);
      bar.update(pace.done(), { pace: pace.text() });
    },
    line: (text) => {
      bars.log(`${text}\n`);
    },
    stop: () => {
      // Lines are held back until the next redraw: show the last ones.
      bars.update();
      bars.stop();
    },
  };
}

interface Pace {
  advance(worked: boolean, items?: number): void;
  done(): number;
  /** `98.2/s, 2 min left`. */
  text(): string;
}

function createPace({ total, now = Date.now }: Pick<ProgressOptions, 'total' | 'now'>): Pace {
  const started = now();
  let done = 0;
  let worked = 0;
  return {
    advance: (didWork, items = 1) => {
      done += items;
      if (didWork) worked += items;
    },
    done: () => done,
    text: () => {
      const rate = worked / Math.max((now() - started) / 1000, 0.001);
      return worked === 0 ? '' : `${rate.toFixed(1)}/s, ${duration((total - done) / rate)} left`;
    },
  };
}

/** A time for people: `45 s`, `12 min`, `3 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
