import type { LinkProps } from '@tanstack/react-router';

type Place = Pick<LinkProps, 'to' | 'params'>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The page of what an action concerned; null: it has none, or the name is not that of such a thing. */
export function placeOf(action: string, name: string): Place | null {
  const [group] = action.split('.');
  switch (group) {
    case 'tasks':
      return UUID.test(name) ? { to: '/jobs/$id', params: { id: name } } : null;
    case 'schedules':
      return UUID.test(name) ? { to: '/schedules/$id', params: { id: name } } : null;
    case 'queues':
      return { to: '/queues' };
    case 'accounts':
    case 'tokens':
      return { to: '/settings' };
    case 'workerControls':
      return { to: '/workers' };
    default:
      return null;
  }
}
