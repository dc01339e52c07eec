import type { ChainableCommander } from 'ioredis';

/** The answers of a pipeline, in order. Rejects with the first error in it. */
export async function results(pipeline: ChainableCommander): Promise<unknown[]> {
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}
