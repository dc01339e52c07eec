import { createTheme } from '@mantine/core';

/**
 * What Mantine's parts take by default. Colours, sizes and fonts are CSS variables (`mantine.css`), so that one place, the
 * tokens, is the truth for them and for our own parts alike.
 */
export const theme = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'sm',
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
