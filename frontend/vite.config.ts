import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The window's own engines: WebKitGTK of Debian 12, WebView2, Safari of macOS 13.
export default defineConfig({
  plugins: [react()],
  build: {
    target: ['safari16', 'chrome110'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rollupOptions: {
      output: {
        manualChunks: (id: string) => (/node_modules\/(echarts|zrender)\//.test(id) ? 'charts' : undefined),
      },
    },
  },
  server: { fs: { allow: ['..'] } },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/test/setup.ts'] },
});
