/** Lets what mostly waits go on beside other tests; whoever awaits it later hears of its error. */
export function beside<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}
