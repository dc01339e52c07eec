import type { ContainerView } from '../schemas/container.ts';

type Ended = Pick<ContainerView, 'state' | 'exitCode' | 'oomKilled' | 'done'>;

/** A process that a signal ends has 128 and its number as exit code (signal(7), x86 and ARM). */
const SIGNALS: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP (its terminal went away)'],
  [2, 'SIGINT (it was asked to stop, as by Ctrl-C, and did)'],
  [3, 'SIGQUIT'],
  [4, 'SIGILL (an instruction that this processor does not have)'],
  [6, 'SIGABRT (it gave up by itself, as after a failed assertion or a full heap)'],
  [7, 'SIGBUS (memory that is not there)'],
  [8, 'SIGFPE (an impossible calculation)'],
  [11, 'SIGSEGV (it used memory that is not its own: a bug in it or in a native module)'],
  [13, 'SIGPIPE (nobody read what it wrote)'],
  [15, 'SIGTERM (it was asked to stop, and did)'],
]);

const OWN: ReadonlyMap<number, string> = new Map([
  [1, 'Exit code 1: it failed with an error of its own. Its log says which.'],
  [125, 'Exit code 125: Docker could not start it, often because of an option that it refuses.'],
  [126, 'Exit code 126: its command was found but could not be run. Is it executable?'],
  [127, 'Exit code 127: its command was not found in the image.'],
  [128, 'Exit code 128: Docker could not start it.'],
]);

/** Why a container ended, in words for people; null while it runs, and before it ever ran. */
export function exitWords({ state, exitCode, oomKilled, done }: Ended): string | null {
  if (state !== 'exited' && state !== 'dead' && state !== 'restarting') return null;
  if (exitCode === null) return 'It ended; its exit code is not known.';
  if (exitCode === 137) return killedWords(oomKilled);
  const words = codeWords(exitCode, done);
  if (oomKilled !== true) return words;
  return `${words} Before that the kernel killed a process in it, because it went over its memory limit.`;
}

/** SIGKILL: by whom, the code does not tell. */
function killedWords(oomKilled: boolean | null): string {
  return oomKilled === true
    ? 'Exit code 137: the kernel killed it, because it went over its memory limit.'
    : 'Exit code 137: killed (SIGKILL). Either it did not stop within its grace period, or somebody killed it, or its host ran out of memory.';
}

function codeWords(exitCode: number, done: boolean): string {
  if (exitCode === 0)
    return done
      ? 'Exit code 0: it has done its work.'
      : 'Exit code 0: it ended by itself without an error, or stopped when it was asked to.';
  const own = OWN.get(exitCode);
  if (own !== undefined) return own;
  if (exitCode > 128 && exitCode <= 192) {
    const signal = exitCode - 128;
    return `Exit code ${exitCode}: ended by ${SIGNALS.get(signal) ?? `signal ${signal}`}.`;
  }
  return `Exit code ${exitCode}: a failure with a meaning of its own. Its log says more.`;
}
