import { readFileSync, writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchCold } from './cold.ts'
import { worseThan } from './compare.ts'
import { benchContainer } from './container.ts'
import { benchContainers } from './containers.ts'
import { benchDocker } from './docker.ts'
import { benchExternal } from './external.ts'
import { benchGitMemory } from './git-memory.ts'
import { benchIac } from './iac.ts'
import { benchInstalled } from './installed.ts'
import { benchForms } from './forms.ts'
import { benchGroups } from './groups.ts'
import { benchKeywords } from './keywords.ts'
import { benchMalicious } from './malicious.ts'
import { benchManyFiles } from './many-files.ts'
import { benchManyFindings } from './many-findings.ts'
import { benchGitleaks, benchSnyk, benchSyft } from './peers.ts'
import { mergeTables, table } from './result.ts'
import type { Result } from './result.ts'
import { benchStart } from './start.ts'
import { prepareSubject } from './subject.ts'
import type { Subject } from './subject.ts'
import { benchVulnerabilities } from './vulnerabilities.ts'
import { benchWarm } from './warm.ts'

const BENCHMARKS: Readonly<Record<string, (subject: Subject) => Promise<Result[]>>> = {
  cold: benchCold,
  groups: benchGroups,
  malicious: benchMalicious,
  forms: benchForms,
  keywords: benchKeywords,
  warm: benchWarm,
  start: benchStart,
  snyk: benchSnyk,
  syft: benchSyft,
  gitleaks: benchGitleaks,
  docker: benchDocker,
  container: benchContainer,
  containers: benchContainers,
  iac: benchIac,
  external: benchExternal,
  installed: benchInstalled,
  vulnerabilities: benchVulnerabilities,
  git: benchGitMemory,
  files: benchManyFiles,
}

/** Those that need neither the program nor the image, which take their time to be made. */
const ALONE: Readonly<Record<string, () => Promise<Result[]>>> = { many: benchManyFindings }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    /** Puts the rows into docs/performance.md. */
    write: { type: 'boolean', default: false },
    /** Puts them, with their noise, into a file. */
    json: { type: 'string' },
    /** Such a file of an earlier run: what is worse by more than the noise fails. */
    compare: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !(name in BENCHMARKS) && !(name in ALONE))
if (unknown.length > 0) {
  console.error(
    `no benchmark is called ${unknown.join(', ')}: there are ${[...Object.keys(BENCHMARKS), ...Object.keys(ALONE)].join(', ')}`,
  )
  process.exit(2)
}
const isChosen = (name: string): boolean => positionals.length === 0 || positionals.includes(name)
const results: Result[] = []
const add = async (name: string, bench: () => Promise<Result[]>): Promise<void> => {
  console.error(`${name} …`)
  results.push(...(await bench()))
}
const chosen = Object.entries(BENCHMARKS).filter(([name]) => isChosen(name))
if (chosen.length > 0) {
  using subject = await prepareSubject(Number(values.rounds))
  for (const [name, bench] of chosen) await add(name, () => bench(subject))
}
for (const [name, bench] of Object.entries(ALONE)) if (isChosen(name)) await add(name, bench)
console.log(table(results))
if (values.write) {
  const path = join(import.meta.dirname, '../../docs/performance.md')
  writeFileSync(path, page(readFileSync(path, 'utf8'), results))
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`)
const worse =
  values.compare === undefined
    ? []
    : worseThan(JSON.parse(readFileSync(values.compare, 'utf8')) as readonly Result[], results)
for (const line of worse) console.error(`worse: ${line}`)
process.exitCode = results.every(({ kept }) => kept) && worse.length === 0 ? 0 : 1

/** The page with these rows in the table between its marks, beside those of other benchmarks; the rest is written by people. */
function page(text: string, rows: readonly Result[]): string {
  const [, old = ''] = /<!-- bench -->\n([\s\S]*)<!-- \/bench -->/.exec(text) ?? []
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? arch()}`
  const measured = `Measured on ${machine}, with a load of ${loadavg()[0]?.toFixed(1)} at the end.`
  return text.replace(
    /(?<=<!-- bench -->\n)[\s\S]*(?=<!-- \/bench -->)/,
    () => `\n${measured}\n\n${mergeTables(old, table(rows))}\n\n`,
  )
}
