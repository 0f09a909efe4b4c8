import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileWalk } from './src/compile.ts'
import { MODULE_FILE, moduleSource } from './src/module-file.ts'

test('the module that is checked in is what clang makes of its source', async () => {
  const module = await compileWalk()
  expect(readFileSync(MODULE_FILE, 'utf8')).toBe(moduleSource(module))
})
