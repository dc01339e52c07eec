import { Redis } from 'ioredis';

type Command = Parameters<Redis['sendCommand']>[0];

/** Parts of the time that a command may take. One of them ends late when this process stood still, and counts no more than the others. */
const PARTS = 3;

/**
 * A connection whose commands of one tick go out in one write. Requests come in bursts, and each write of its own is a system call that may wake
 * Redis: together they let a busy server take a tenth more submissions. Nothing waits for longer than the tick, as it would for a turn of the event
 * loop: then server and Redis take turns instead of working at the same time.
 */
export class CommandConnection extends Redis {
  /**
   * What a command may take: a caller never waits longer for Redis, and a submission answers 503 within 2 s. Unlike `commandTimeout` of ioredis it does
   * not count while this process stands still.
   */
  timeoutMs = 1_500;
  #isHeld = false;

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if (this.status === 'ready' && !this.#isHeld) this.#hold();
    const sent = super.sendCommand(...args);
    limitTime(args[0], this.timeoutMs);
    return sent;
  }

  #hold(): void {
    const { stream } = this;
    this.#isHeld = true;
    stream.cork();
    process.nextTick(() => {
      this.#isHeld = false;
      stream.uncork();
    });
  }
}

/** Timers are called before what has arrived is read: after a pause of this process they would all be over, though Redis has answered long ago. */
function limitTime(command: Command, timeoutMs: number): void {
  let left = PARTS;
  const wait = () => {
    left -= 1;
    return setTimeout(() => {
      if (left > 0) timer = wait();
      else setImmediate(() => command.reject(new Error('Command timed out')));
    }, timeoutMs / PARTS);
  };
  let timer = wait();
  const end = () => clearTimeout(timer);
  command.promise.then(end, end);
}
