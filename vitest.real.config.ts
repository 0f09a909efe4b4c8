import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

/** Tests against real components, which tooling/services installs and starts. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,apps,tooling}/**/*.real.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // A busy machine may break a bound on time or memory once; what fails twice is broken.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
    fileParallelism: false,
  },
})

export default config
