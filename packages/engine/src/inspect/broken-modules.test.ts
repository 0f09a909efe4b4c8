import { expect, test } from 'vitest'
import { createBrokenModules } from './broken-modules.ts'
import type { Call } from './jobs.ts'

const callOf = (module: string | undefined): Call => ({ inspector: { owner: { module } } }) as Call

test('a module that ends a worker while it is loaded is not started again; one that ends it at work is', () => {
  const broken = createBrokenModules()
  expect(broken.blame({ reason: 'it died', culprit: callOf('a.js'), wasLoading: false })).toBe('it died')
  expect(broken.reasonOf(callOf('a.js'))).toBeUndefined()
  const error = "the plugin's module cannot be loaded: it died"
  expect(broken.blame({ reason: 'it died', culprit: callOf('a.js'), wasLoading: true })).toBe(error)
  expect(broken.reasonOf(callOf('a.js'))).toBe(error)
  expect(broken.reasonOf(callOf('b.js'))).toBeUndefined()
})

test('a worker that nobody is to blame for, and a call in the process, break nothing', () => {
  const broken = createBrokenModules()
  expect(broken.blame({ reason: 'it died', wasLoading: true })).toBe('it died')
  expect(broken.blame({ reason: 'it died', culprit: callOf(undefined), wasLoading: true })).toBe('it died')
  expect(broken.reasonOf(callOf(undefined))).toBeUndefined()
})
