import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import '@mantine/core/styles/default-css-variables.css';
import './tokens.css';
import './base.css';
import './parts.css';
import './mantine.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reloadLostParts } from './reload-lost-parts.ts';
import { makeRouter } from './routes.tsx';
import { theme } from './theme.ts';
import { tellClipped } from './ui/tell-clipped.ts';
import { makeQueryClient, makeTrpcClient, TRPCProvider } from './trpc.ts';

const queryClient = makeQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in')
    void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { to: href } });
});
const router = makeRouter(queryClient);
const trpcClient = makeTrpcClient();

reloadLostParts(window);
tellClipped(document);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    {/* Both switches off: what they would inject as <style> is in mantine.css. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          <RouterProvider router={router} />
        </TRPCProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
