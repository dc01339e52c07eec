import { DockerTimeout } from './engine-failure.ts';

/**
 * Rejects with DockerTimeout after `ms`. Of our own, because dockerode never settles when an answer breaks off in its
 * middle (docker-modem listens to `end` alone).
 */
export async function within<T>(ms: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DockerTimeout(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([call(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
