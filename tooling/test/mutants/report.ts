import { keyOf } from './choose.ts'
import type { MutantName } from './choose.ts'
import type { MutantResult } from './run.ts'

/** A mutant that changes nothing that anybody could notice, and why. */
export interface Equivalent extends MutantName {
  readonly reason: string
}

/** The results of a run, judged. */
export interface Judgement {
  /** Noticed, of those that are not listed as equivalent; from 0 to 1. */
  readonly score: number
  readonly rows: readonly Row[]
  /** Survivors that are not listed, and those of which nothing is known. */
  readonly survivors: readonly MutantResult[]
}

interface Row {
  readonly name: string
  readonly killed: number
  readonly endless: number
  readonly equivalent: number
  readonly survived: number
  readonly unknown: number
}

/** Counts results by package and by kind of mutation. */
export function judge(results: readonly MutantResult[], equivalents: readonly Equivalent[]): Judgement {
  const listed = new Set(equivalents.map(keyOf))
  const isListed = ({ state, mutant }: MutantResult): boolean => state === 'survived' && listed.has(keyOf(mutant.name))
  const rowOf = (name: string, own: readonly MutantResult[]): Row => {
    const equivalent = own.filter(isListed).length
    const count = (state: MutantResult['state']): number => own.filter((each) => each.state === state).length
    const [killed = 0, endless = 0, unknown = 0] = (['killed', 'endless', 'unknown'] as const).map(count)
    return { name, killed, endless, equivalent, survived: count('survived') - equivalent, unknown }
  }
  const groupsBy = (of: (result: MutantResult) => string): Row[] => {
    return [...Map.groupBy(results, of)].map(([name, own]) => rowOf(name, own)).toSorted(byName)
  }
  const all = rowOf('all', results)
  const rows = [...groupsBy(({ mutant }) => mutant.package), ...groupsBy(({ mutant }) => mutant.mutation.kind), all]
  const isLeft = ({ state }: MutantResult): boolean => state === 'survived' || state === 'unknown'
  const survivors = results.filter((result) => isLeft(result) && !isListed(result))
  return { score: scoreOf(all), rows, survivors }
}

/** The table of a judgement, and its survivors, as Markdown. */
export function writeReport({ rows, survivors }: Judgement): string {
  const columns = ['mutants', 'killed', 'without end', 'equivalent', 'survived', 'unknown', 'score']
  const head = `| | ${columns.join(' | ')} |\n|---|${columns.map(() => '--:|').join('')}\n`
  const lines = rows.map((row) => {
    const { name, killed, endless, equivalent, survived, unknown } = row
    const all = killed + endless + equivalent + survived + unknown
    const cells = [name, all, killed, endless, equivalent, survived, unknown, percent(row)]
    return `| ${cells.join(' | ')} |\n`
  })
  const list = survivors.map(({ mutant: { path, name, mutation }, state, files }) => {
    const tests = files === 0 ? 'no test reaches it' : `${files} files of tests ran`
    const ran = state === 'unknown' ? 'the machine was too busy to tell' : tests
    return `\n${path} (${mutation.kind}; ${ran})\n- ${name.from}\n+ ${name.to}\n`
  })
  return `${head}${lines.join('')}${list.join('')}`
}

function percent(row: Row): string {
  return `${Math.floor(1000 * scoreOf(row)) / 10} %`
}

function scoreOf({ killed, endless, survived, unknown }: Row): number {
  const noticed = killed + endless
  const all = noticed + survived + unknown
  return all === 0 ? 1 : noticed / all
}

function byName(a: Row, b: Row): number {
  return a.name < b.name ? -1 : 1
}
