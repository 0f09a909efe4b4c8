import { expect, test } from 'vitest'
import { buildYescrypt, readBuilt } from '../../test/wasm/build.ts'

test('the assembled code is what its text says', async () => {
  expect(await buildYescrypt()).toBe(readBuilt())
})
