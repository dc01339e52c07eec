import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * Brings the element that the address names after `#` into view and marks it with the class `aimed`, once it is there: lists come from
 * the server, later than the browser looks. `ready`: whether the list is shown.
 */
export function useAim(ready: boolean): void {
  const id = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    if (!ready || id === '') return undefined;
    const target = document.getElementById(id);
    if (target === null) return undefined;
    target.classList.add('aimed');
    target.scrollIntoView({ block: 'nearest' });
    return () => target.classList.remove('aimed');
  }, [id, ready]);
}
