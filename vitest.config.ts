import { defineConfig } from 'vitest/config';

const deep = process.env['TOOLC_DEEP'] === '1';

export default defineConfig({
  // A deep property suite takes as long as its counts need.
  test: { include: ['test/**/*.test.ts'], testTimeout: deep ? 3_600_000 : 20_000 },
});
