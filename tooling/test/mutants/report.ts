import { keyOf } from './choose.ts'
import type { MutantName } from './choose.ts'
import type { MutantResult } from './run.ts'

/** A mutant that changes nothing that anybody could notice, and why. */
export interface Equivalent extends MutantName {
  readonly reason: string
}

/** The results of a run, judged. */
export interface Judgement {
  /** Killed, of those that are not listed as equivalent; from 0 to 1. */
  readonly score: number
  readonly rows: readonly Row[]
  /** Survivors that are not listed. */
  readonly survivors: readonly MutantResult[]
}

interface Row {
  readonly name: string
  readonly killed: number
  readonly late: number
  readonly equivalent: number
  readonly survived: number
}

/** Counts results by package and by kind of mutation. */
export function judge(results: readonly MutantResult[], equivalents: readonly Equivalent[]): Judgement {
  const listed = new Set(equivalents.map(keyOf))
  const isListed = ({ state, mutant }: MutantResult): boolean => state === 'survived' && listed.has(keyOf(mutant.name))
  const rowOf = (name: string, own: readonly MutantResult[]): Row => {
    const equivalent = own.filter(isListed).length
    const count = (state: MutantResult['state']): number => own.filter((each) => each.state === state).length
    return { name, killed: count('killed'), late: count('late'), equivalent, survived: count('survived') - equivalent }
  }
  const groupsBy = (of: (result: MutantResult) => string): Row[] => {
    return [...Map.groupBy(results, of)].map(([name, own]) => rowOf(name, own)).toSorted(byName)
  }
  const all = rowOf('all', results)
  const rows = [...groupsBy(({ mutant }) => mutant.package), ...groupsBy(({ mutant }) => mutant.mutation.kind), all]
  const survivors = results.filter((result) => result.state === 'survived' && !isListed(result))
  return { score: scoreOf(all), rows, survivors }
}

/** The table of a judgement, and its survivors, as Markdown. */
export function writeReport({ rows, survivors }: Judgement): string {
  const head = '| | mutants | killed | without end | equivalent | survived | score |\n|---|--:|--:|--:|--:|--:|--:|\n'
  const lines = rows.map((row) => {
    const { name, killed, late, equivalent, survived } = row
    const cells = [name, killed + late + equivalent + survived, killed, late, equivalent, survived, percent(row)]
    return `| ${cells.join(' | ')} |\n`
  })
  const list = survivors.map(({ mutant: { path, name, mutation }, files }) => {
    const ran = files === 0 ? 'no test reaches it' : `${files} files of tests ran`
    return `\n${path} (${mutation.kind}; ${ran})\n- ${name.from}\n+ ${name.to}\n`
  })
  return `${head}${lines.join('')}${list.join('')}`
}

function percent(row: Row): string {
  return `${Math.floor(1000 * scoreOf(row)) / 10} %`
}

function scoreOf({ killed, late, survived }: Row): number {
  const noticed = killed + late
  return noticed + survived === 0 ? 1 : noticed / (noticed + survived)
}

function byName(a: Row, b: Row): number {
  return a.name < b.name ? -1 : 1
}
