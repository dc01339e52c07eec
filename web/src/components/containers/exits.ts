/** What exit codes mean, as far as everybody agrees: above 128 it is the number of a signal. */
const MEANINGS: Readonly<Record<number, string>> = {
  125: 'could not be started',
  126: 'its command could not be run',
  127: 'its command was not found',
  130: 'asked to stop',
  134: 'aborted',
  137: 'killed',
  139: 'crashed',
  143: 'asked to stop',
};

/** `crashed`, as far as the code alone can tell; undefined: nothing that everybody agrees on. */
export const exitMeaning = (code: number): string | undefined => MEANINGS[code];

/**
 * Whether it ended by itself without an error, or as it was asked to: SIGINT (130) and SIGTERM (143) are what a request to stop leaves
 * behind. Not so SIGKILL (137), even after a request: what stops in time is not killed.
 */
export const isOrdinaryExit = (code: number): boolean => code === 0 || code === 130 || code === 143;
