import { join } from 'node:path'
import { installAll } from '@veinmind/services'
import { close } from './tally.ts'
import { runVitest } from './vitest.ts'

console.log('Installing what is missing of the real components …')
await installAll(console.log)
// What was asked for and did not run has not passed.
close(await runVitest({ root: join(import.meta.dirname, '../..'), config: 'vitest.real.config.ts', skipped: 'fail' }))
