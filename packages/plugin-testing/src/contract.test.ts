import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startVitest } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../test/faulty/', import.meta.url))

test('a plugin that breaks the contract fails each test that is there for it', async () => {
  const vitest = await startVitest('test', [], {
    root: ROOT,
    config: false,
    include: ['contract.ts'],
    watch: false,
    reporters: [{}],
  })
  try {
    const [file] = vitest.state.getTestModules()
    const failed = [...(file?.children.allTests('failed') ?? [])].map(({ name }) => name.replace(/[,:].*$/, ''))
    expect(failed).toEqual(['every rule has an id', 'every sample gives findings by declared rules', 'image', 'image'])
  } finally {
    await vitest.close()
    // The failures of the faulty plugin are not those of this run.
    process.exitCode = undefined
  }
})
