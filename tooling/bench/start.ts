import { median, measure } from './measure.ts'
import { figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

/** How long the program takes to say how it is used. */
export async function benchStart({ bin }: Subject): Promise<Result[]> {
  const times: number[] = []
  for (let run = 0; run < 15; run += 1) {
    const started = performance.now()
    await measure({ command: process.execPath, args: [bin, '--help'], allow: [0] })
    times.push(performance.now() - started)
  }
  return [figure('`veinmind --help`', median(times), { most: 150, unit: 'ms' })]
}
