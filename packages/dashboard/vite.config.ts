import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the development server finds control's REST and WebSocket surface: `dev/serve.mjs`, or a real grid. */
const CONTROL = process.env['SUTRA_DASHBOARD_PROXY'] ?? 'http://127.0.0.1:9100';

export default defineConfig({
  plugins: [react()],
  // Other packages are bundled from their sources: what the browser folds with is what this checkout says.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // Every asset is a file of its own: the content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': { target: CONTROL, ws: true }, '/login': CONTROL } },
});
