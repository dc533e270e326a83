import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './theme/styles.ts';
import { router } from './router.tsx';
import { LiveProvider } from './shell/live-context.tsx';
import { theme, tokensForKit } from './theme/theme.ts';

const colourScheme = localStorageColorSchemeManager({ key: 'sutra-colour-scheme' });

// Failures are shown, not hidden behind silent retries: the live connection says when control is away.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={tokensForKit} colorSchemeManager={colourScheme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
