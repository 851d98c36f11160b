import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// During development the page comes from Vite and everything else from a running manager.
const manager = process.env['HOLDFAST_MANAGER'] ?? 'https://127.0.0.1:8443';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { chunkSizeWarningLimit: 1200 },
  server: {
    proxy: {
      '/ovirt-engine': { target: manager, secure: false },
      '/holdfast': { target: manager, secure: false },
    },
  },
});
