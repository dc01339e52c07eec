import { DockerTimeout } from './engine-failure.ts';

/**
 * Rejects with DockerTimeout after `ms`, and then aborts the signal, so that an answer that trickles in for ever holds no connection. Of our own,
 * because dockerode never settles when an answer breaks off in its middle (docker-modem listens to `end` alone).
 */
export async function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DockerTimeout(`no answer within ${ms} ms`));
      late.abort();
    }, ms);
  });
  try {
    return await Promise.race([call(late.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
