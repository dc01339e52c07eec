import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { askAgain } from '../../web/src/ask-again.ts';

it('what changes while the first answer is under way is asked for once more, and once only', async () => {
  const queryClient = new QueryClient();
  const answers: ((text: string) => void)[] = [];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(queryClient, { queryKey: ['job'], queryFn });
  const leave = observer.subscribe(() => {});
  for (let event = 0; event < 5; event++) askAgain(queryClient, ['job']);
  expect(answers).toHaveLength(1);
  answers[0]?.('of before');
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('of before'), {
    timeout: 10_000,
  });
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(1), { timeout: 10_000 });
  answers.at(-1)?.('of now');
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('of now'), {
    timeout: 10_000,
  });
  expect(answers).toHaveLength(2);
  leave();
  queryClient.clear();
});
