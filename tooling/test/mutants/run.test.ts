import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mutantsOf } from './choose.ts'
import type { Mutant } from './choose.ts'
import { runMutants } from './run.ts'

const SOURCE = `export function isSmall(size: number): boolean {
  return size < 3
}
export function countDown(from: number): number {
  let left = from
  while (left > 0) left -= 1
  return left
}
export const isNever = (value: number): boolean => { return value === 1 }
export const isLarge = (size: number): boolean => size > 8
`
/** The last test fails without the one before it, and so kills none of its own. */
const TESTS = `import { expect, test } from 'vitest'
import { countDown, isNever, isSmall } from './a.ts'
test('small', () => expect([isSmall(2), isSmall(4)]).toEqual([true, false]))
test('down', () => expect(countDown(3)).toBe(0))
let isReady = false
test('ready', () => { isReady = true })
test('never', () => expect([isNever(1), isReady]).toEqual([true, true]))
`

/** It reaches the source by the index alone, so that it is tried after the tests that import the source. */
const FAR_TESTS = `import { expect, test } from 'vitest'
import { isLarge } from '../src/index.ts'
test('large', () => expect(isLarge(8)).toBe(false))
`

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'veinmind-mutants-test-')))
  const [own, repository] = [import.meta.dirname, join(import.meta.dirname, '../../..')]
  cpSync(own, join(root, 'tooling/test/mutants'), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'packages/x/src'), { recursive: true })
  writeFileSync(join(root, 'packages/x/src/a.ts'), SOURCE)
  writeFileSync(join(root, 'packages/x/src/a.test.ts'), TESTS)
  writeFileSync(join(root, 'packages/x/src/index.ts'), `export * from './a.ts'\n`)
  mkdirSync(join(root, 'packages/x/test'))
  writeFileSync(join(root, 'packages/x/test/far.test.ts'), FAR_TESTS)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('mutants are killed, hang, or live; the sources are as they were', async () => {
  const all = mutantsOf('packages/x/src/a.ts', SOURCE)
  const mutants = all.filter(({ name }) =>
    ['size <= 3', 'size < 4', 'left -= 2', 'value !== 1', 'size >= 8', ';'].some((each) => name.to.includes(each)),
  )
  const said: string[] = []
  const results = await runMutants({ root, mutants, say: (text) => said.push(text), leastLimit: 5000 })
  const outcomes = results.map(({ mutant, state, by, files }) => [mutant.name.to, state, by, files])
  expect(outcomes).toEqual([
    ['return size <= 3', 'survived', undefined, 1],
    ['return size < 4', 'survived', undefined, 1],
    ['while (left > 0) ;', 'endless', 'packages/x/src/a.test.ts', 1],
    ['while (left > 0) left -= 2', 'killed', 'down', 1],
    ['export const isNever = (value: number): boolean => { return value !== 1 }', 'survived', 'never', 1],
    ['export const isLarge = (size: number): boolean => size >= 8', 'killed', 'large', 2],
  ])
  expect(readFileSync(join(root, 'packages/x/src/a.ts'), 'utf8')).toBe(SOURCE)
  expect(said.filter((line) => line.startsWith('  survived packages/x/src/a.ts'))).toHaveLength(2)
}, 600_000)

test('a kill is kept until its file or its test changes; a survivor is tried again', async () => {
  const kept = join(root, 'out/killed.jsonl')
  const mutantsNow = (): readonly Mutant[] =>
    mutantsOf('packages/x/src/a.ts', readFileSync(join(root, 'packages/x/src/a.ts'), 'utf8')).filter(({ name }) =>
      ['size < 4', 'left -= 2'].some((each) => name.to.includes(each)),
    )
  const tried = async (): Promise<number> => {
    const said: string[] = []
    await runMutants({ root, mutants: mutantsNow(), say: (text) => said.push(text), leastLimit: 5000, kept })
    return said.filter((line) => /^  (?:killed|survived) /.test(line)).length
  }
  expect(await tried()).toBe(2)
  writeFileSync(kept, `${readFileSync(kept, 'utf8')}{"of": "half a li`)
  expect(await tried()).toBe(1)
  writeFileSync(join(root, 'packages/x/src/a.ts'), `// a comment\n${SOURCE}`)
  expect(await tried()).toBe(1)
  writeFileSync(join(root, 'packages/x/src/a.test.ts'), `${TESTS}export {}\n`)
  expect(await tried()).toBe(2)
  writeFileSync(join(root, 'packages/x/src/a.ts'), `${SOURCE}const last = 0\n`)
  expect(await tried()).toBe(2)
}, 600_000)
