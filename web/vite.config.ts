import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the server listens while the panel is developed; `SERVER_URL` names another one. */
const server = process.env['SERVER_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    // The panel's own origin is kept in the Host header, because the server compares it with Origin.
    proxy: { '/trpc': { target: server }, '/api': { target: server } },
  },
  build: {
    target: 'es2022',
    // Fonts as files: a data URL is loaded by everyone, a file only where its characters are shown.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What changes with a dependency and not with us, so that a release leaves it in the browser's cache.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|@trpc)[\\/]/,
            },
          ],
        },
      },
    },
  },
});
