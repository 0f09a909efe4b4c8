import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runProgram } from './run-program.ts'

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url))
const BINS = globSync('plugin-*/src/bin.ts', { cwd: PACKAGES }).toSorted()

describe.each(BINS)('%s', (path) => {
  const bin = join(PACKAGES, path)
  const name = path.slice('plugin-'.length, path.indexOf('/'))

  test('is its plugin, for people and for hosts', async () => {
    const { code, stdout } = await runProgram(bin, ['info'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: `veinmind-${name}`, manifestVersion: 1, protocol: 'veinmind/2' })
    expect((await runProgram(bin, ['--help'])).stdout).toContain(`veinmind-${name} scan`)
  })

  test('says in one line that Node is too old', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.1.0" })'
    const { code, stderr } = await runProgram('--import', [old, bin, 'info'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'this plugin needs Node 22.19 or newer; this is 20.1.0\n' })
  })
})
