import { expect } from 'vitest'
import { reportMatchers } from './matchers.ts'
import type { ExpectedFinding } from './matchers.ts'

expect.extend(reportMatchers)

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The report has a finding with all of these. */
    toReport(expected: ExpectedFinding): R
    /** The scan came to an end without findings and errors. */
    toReportNothing(): R
  }
}
