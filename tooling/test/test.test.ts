import { expect, test } from 'vitest'
import { runSteps } from './steps.ts'
import { sum } from './tally.ts'
import { tallyOf } from './vitest.ts'

const NOTHING = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }

test('a step passes with exit code 0, and one that cannot be started fails', async () => {
  const steps = [
    { name: 'right', command: ['true'] },
    { name: 'wrong', command: ['false'] },
    { name: 'missing', command: ['no-such-program-of-veinmind'] },
  ] as const
  const said: string[] = []
  const say = (text: string): unknown => said.push(text.replace(/ \(.*/s, ''))
  expect(await runSteps(steps, { root: import.meta.dirname, say })).toEqual({ passed: 1, failed: 2 })
  expect(said).toEqual(['passed  right', 'FAILED  wrong', 'FAILED  missing'])
})

test('skipped tests and files that do not load are failures', () => {
  expect(tallyOf({ ...NOTHING, numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 }, 0)).toEqual({ passed: 3, failed: 2 })
  const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }]
  expect(tallyOf({ ...NOTHING, testResults }, 1)).toEqual({ passed: 0, failed: 1 })
})

test('an error outside of every test is a failure', () => {
  expect(tallyOf({ ...NOTHING, numPassedTests: 3 }, 1)).toEqual({ passed: 3, failed: 1 })
})

test('tallies add up', () => {
  expect(sum([{ passed: 1, failed: 2 }, { passed: 3, failed: 4 }])).toEqual({ passed: 4, failed: 6 })
})
