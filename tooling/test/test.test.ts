import { expect, test } from 'vitest'
import { runSteps } from './steps.ts'
import { sum } from './tally.ts'
import { failures, replaced, tallyOf } from './vitest.ts'
import type { VitestReport } from './vitest.ts'

const file = (status: string, ...tests: readonly string[]): VitestReport['testResults'][number] => {
  const assertionResults = tests.map((each) => {
    return { status: each, fullName: each, failureMessages: each === 'failed' ? ['1 is not 2\n  at x.ts'] : [] }
  })
  return { name: 'a.test.ts', status, message: 'no such module\n', assertionResults }
}

function report(...testResults: VitestReport['testResults']): VitestReport {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const count = (status: string): number => all.filter((each) => each.status === status).length
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults }
}

test('a step passes with exit code 0, and one that cannot be started fails', async () => {
  const steps = [
    { name: 'right', command: ['true'] },
    { name: 'wrong', command: ['false'] },
    { name: 'missing', command: ['no-such-program-of-veinmind'] },
  ] as const
  const said: string[] = []
  const say = (text: string): unknown => said.push(text.replace(/ \(.*/s, ''))
  expect(await runSteps(steps, { root: import.meta.dirname, say })).toEqual({ passed: 1, failed: 2 })
  expect(said).toEqual(['passed  right', 'FAILED  wrong', 'failed: wrong', 'FAILED  missing', 'failed: missing'])
})

test('a file that does not load, or whose set-up fails, is one failure', () => {
  expect(tallyOf(report(file('failed'), file('failed', 'skipped', 'skipped')), 1, 'tell')).toEqual({
    passed: 0,
    failed: 2,
  })
  expect(tallyOf(report(file('failed', 'failed', 'passed')), 1, 'tell')).toEqual({ passed: 1, failed: 1 })
})

test('a skipped test is a failure where it must run', () => {
  const skipped = report(file('passed', 'passed', 'skipped', 'todo'))
  expect(tallyOf(skipped, 0, 'fail')).toEqual({ passed: 1, failed: 2 })
  expect(tallyOf(skipped, 0, 'tell')).toEqual({ passed: 1, failed: 0 })
})

test('an error outside of every test is a failure', () => {
  expect(tallyOf(report(file('passed', 'passed')), 1, 'tell')).toEqual({ passed: 1, failed: 1 })
})

test('each failure has a line', () => {
  expect(failures(report(file('failed'), file('failed', 'failed', 'passed'), file('passed', 'passed')), 1)).toEqual([
    'failed: a.test.ts: no such module',
    'failed: a.test.ts: failed: 1 is not 2',
  ])
  expect(failures(report(file('passed', 'passed')), 1)).toEqual(['failed: an error outside of every test'])
  expect(failures(report(file('passed', 'passed')), 0)).toEqual([])
})

test('a file that broke has what a later run says of it', () => {
  const first = report(file('failed', 'skipped', 'skipped'), { ...file('passed', 'passed'), name: 'b.test.ts' })
  const again = replaced(first, report(file('passed', 'passed', 'passed')))
  expect(tallyOf(again, 0, 'tell')).toEqual({ passed: 3, failed: 0 })
  expect(tallyOf(replaced(first, report(file('failed', 'failed', 'passed'))), 1, 'tell')).toEqual({
    passed: 2,
    failed: 1,
  })
})

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 2 },
      { passed: 3, failed: 4 },
    ]),
  ).toEqual({ passed: 4, failed: 6 })
})
