import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

/** Unit, contract and end-to-end tests: what runs on a machine with nothing but Node and git. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts', 'tooling/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.real.test.ts'],
    // Vitest would leave one processor to itself, which is half of a small machine; many tests wait for programs that they start.
    maxWorkers: availableParallelism(),
    // A busy machine may break a bound on time or memory once; what fails twice is broken.
    retry: process.env['CI'] ? 1 : 0,
    // Tests that draw ten times as much take ten times as long, and more of them beside one another.
    testTimeout: process.env['VEINMIND_LONG_TESTS'] ? 600_000 : 40_000,
    hookTimeout: 60_000,
  },
})

export default config
