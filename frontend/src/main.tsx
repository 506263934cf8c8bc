import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { isBusy, start } from './api';
import { resolver, theme } from './theme';

// A page never leaves the program: no link, no form and no dropped file may take it elsewhere, because whatever it showed
// then could call Go.
window.open = () => null;
for (const name of ['dragover', 'drop'] as const) {
  window.addEventListener(name, (e) => e.preventDefault());
}
document.addEventListener('click', (e) => {
  if (e.target instanceof Element && e.target.closest('a[href]')) {
    e.preventDefault();
  }
});
document.addEventListener('submit', (e) => e.preventDefault());

// A workspace that another process holds is asked for again until it is free.
const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 4000, retry: (_n, thrown) => isBusy(thrown), retryDelay: 1500, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (root) {
  void start().then((first) => {
    createRoot(root).render(
      <StrictMode>
        <MantineProvider
          theme={theme}
          defaultColorScheme={first.theme === 'light' || first.theme === 'dark' ? first.theme : 'auto'}
          cssVariablesResolver={resolver(first.light, first.dark)}
        >
          <QueryClientProvider client={client}>
            <Notifications position="bottom-right" limit={3} />
            <App first={first} />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    );
  });
}
