import { writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchCold } from './cold.ts'
import { benchManyFiles } from './many-files.ts'
import { benchGitleaks, benchSnyk, benchSyft } from './peers.ts'
import { table } from './result.ts'
import type { Result } from './result.ts'
import { benchStart } from './start.ts'
import { prepareSubject } from './subject.ts'
import type { Subject } from './subject.ts'
import { benchWarm } from './warm.ts'

const BENCHMARKS: Readonly<Record<string, (subject: Subject) => Promise<Result[]>>> = {
  cold: benchCold,
  warm: benchWarm,
  start: benchStart,
  snyk: benchSnyk,
  syft: benchSyft,
  gitleaks: benchGitleaks,
  files: benchManyFiles,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    /** Puts the table into docs/performance.md. */
    write: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !(name in BENCHMARKS))
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}: there are ${Object.keys(BENCHMARKS).join(', ')}`)
  process.exit(2)
}
using subject = await prepareSubject(Number(values.rounds))
const results: Result[] = []
for (const [name, bench] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.error(`${name} …`)
  results.push(...(await bench(subject)))
}
console.log(table(results))
if (values.write) writeFileSync(join(import.meta.dirname, '../../docs/performance.md'), page(results))
process.exitCode = results.every(({ kept }) => kept) ? 0 : 1

function page(rows: readonly Result[]): string {
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? arch()}`
  return `# Performance

Written by \`pnpm bench --write\`, from the packed packages, on a Debian image of three gzip layers that debootstrap and apt
made (46,000 entries, 900 MB unpacked). Each ratio is ours over theirs, pair by pair in one run, the median of the pairs:
below 1 is faster. Budgets are for the wall time on a machine that does nothing else; the CPU ratio says what else ran beside.
Seconds and mebibytes are those of one machine (${machine}, load ${loadavg()[0]?.toFixed(1)} at the end); the ratios carry over.

${table(rows)}
`
}
