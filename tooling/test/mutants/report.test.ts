import { expect, test } from 'vitest'
import { mutantsOf } from './choose.ts'
import { judge, writeReport } from './report.ts'
import type { MutantResult } from './run.ts'

const [first, second] = mutantsOf('packages/image/src/a.ts', 'const x = a < b && c\n')
const result = (state: MutantResult['state'], mutant = first): MutantResult => {
  if (mutant === undefined) throw new Error('no mutant')
  return { mutant, state, files: 1 }
}
const REASON = { ...first!.name, reason: 'a is never b' }

test('what is killed or hangs is noticed; what lives is a survivor until it is listed', () => {
  const results = [result('killed'), result('endless'), result('survived'), result('survived', second)]
  expect(judge(results, []).score).toBe(0.5)
  expect(judge(results, [REASON]).survivors.map(({ mutant }) => mutant)).toEqual([second])
  expect(judge(results, [REASON]).score).toBeCloseTo(2 / 3)
})

test('what a busy machine could not tell is not noticed, listed or not, and stands with the survivors', () => {
  const results = [result('killed'), result('unknown')]
  expect(judge(results, [REASON])).toMatchObject({ score: 0.5, survivors: [{ state: 'unknown' }] })
  expect(writeReport(judge(results, []))).toContain('the machine was too busy to tell')
})

test('what is listed and killed all the same is noticed', () => {
  expect(judge([result('killed')], [REASON]).score).toBe(1)
})

test('the report has a row for each package and kind, and the text of what lived', () => {
  const report = writeReport(judge([result('killed'), result('survived')], []))
  expect(report).toContain('| image | 2 | 1 | 0 | 0 | 1 | 0 | 50 % |')
  expect(report).toContain('| bound | 2 | 1 | 0 | 0 | 1 | 0 | 50 % |')
  expect(report).toContain('- const x = a < b && c\n+ const x = a <= b && c\n')
})
