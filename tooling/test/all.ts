import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PARTS } from './parts.ts'
import { close, sum } from './tally.ts'
import type { Tally } from './tally.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** For `mutants`: which are drawn, how many, of which packages, and only those that lived the last time. */
    seed: { type: 'string' },
    count: { type: 'string' },
    packages: { type: 'string' },
    survivors: { type: 'boolean', default: false },
    /** For `mutants`: all are tried, also those that earlier runs have killed. */
    fresh: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  const known = Object.entries(PARTS).map(([name, { about }]) => `  ${name.padEnd(8)} ${about}`)
  console.error(`no part is called ${unknown.join(', ')}; there are:\n${known.join('\n')}`)
  process.exit(2)
}

const tallies: Tally[] = []
for (const [name, part] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.log(`\n=== ${name}: ${part.about}`)
  tallies.push(await attempt(name))
}
close(sum(tallies))

/** A part that cannot run, or that counted nothing, is one failure. */
async function attempt(name: string): Promise<Tally> {
  const root = join(import.meta.dirname, '../..')
  try {
    const tally = (await PARTS[name]?.run({ root, say: console.log, mutants: values })) ?? { passed: 0, failed: 0 }
    console.log(`=== ${name}: ${tally.passed} passed, ${tally.failed} failed`)
    return tally.passed + tally.failed === 0 ? { passed: 0, failed: 1 } : tally
  } catch (error) {
    console.error(`=== ${name} could not run:`, error)
    return { passed: 0, failed: 1 }
  }
}
