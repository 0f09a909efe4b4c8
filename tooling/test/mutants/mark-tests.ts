import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach } from 'vitest'
import { REACHED } from './reach.ts'

/** Writes down which test begins, so that the probes that follow are known to be its own. */
const log = join(import.meta.dirname, '../../..', REACHED)

beforeEach(({ task }) => {
  Object.assign(globalThis, { probed: undefined })
  if (existsSync(log)) appendFileSync(log, `test ${task.id}\n`)
})
