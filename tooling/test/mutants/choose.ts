import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { mutationsOf } from './mutate.ts'
import type { Mutation } from './mutate.ts'

/** A mutation of a file of a package, and what tells it from others wherever the file and the line may move to. */
export interface Mutant {
  readonly package: string
  /** Path from the root of the repository. */
  readonly path: string
  readonly mutation: Mutation
  readonly name: MutantName
}

/** A mutant by what is written: the file's name, the text that is changed and the text that it becomes. */
export interface MutantName {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Which mutants are made. */
export interface Choice {
  readonly packages: readonly string[]
  readonly count: number
  readonly seed: string
}

/**
 * The mutants of a seed. Each has a number that comes from the seed and its name, and those with the lowest are chosen: a change of
 * the sources exchanges the mutants of the lines that were changed, and leaves the others as they were.
 */
export function chooseMutants(root: string, { packages, count, seed }: Choice): Mutant[] {
  const seen = new Map<string, number>()
  const ranked = allMutants(root, packages).map((mutant, place) => {
    const key = keyOf(mutant.name)
    const before = seen.get(key) ?? 0
    seen.set(key, before + 1)
    return { mutant, place, rank: createHash('sha256').update(`${seed}\0${key}\0${before}`).digest('hex') }
  })
  const chosen = ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, count)
  return chosen.toSorted((a, b) => a.place - b.place).map(({ mutant }) => mutant)
}

/** Every mutant of some packages. */
export function allMutants(root: string, packages: readonly string[]): Mutant[] {
  const paths = packages.flatMap((name) => globSync(`packages/${name}/src/**/*.ts`, { cwd: root }).toSorted())
  const sources = paths.filter((path) => !path.endsWith('.test.ts'))
  return sources.flatMap((path) => mutantsOf(path, readFileSync(join(root, path), 'utf8')))
}

/** Every mutant of one file. */
export function mutantsOf(path: string, text: string): Mutant[] {
  const [, name = ''] = path.split('/')
  return mutationsOf(text).map((mutation) => ({
    package: name,
    path,
    mutation,
    name: { file: basename(path), ...changedLines(text, mutation) },
  }))
}

/** The text of a file with a mutation in it. */
export function mutate(text: string, { start, end, by }: Mutation): string {
  return text.slice(0, start) + by + text.slice(end)
}

/** One text for a name. */
export function keyOf({ file, from, to }: MutantName): string {
  return `${file}\n${from}\n${to}`
}

function changedLines(text: string, mutation: Mutation): { from: string; to: string } {
  const begin = text.lastIndexOf('\n', mutation.start - 1) + 1
  const next = text.indexOf('\n', mutation.end)
  const end = next < 0 ? text.length : next
  const inLines = { ...mutation, start: mutation.start - begin, end: mutation.end - begin }
  const lines = text.slice(begin, end)
  return { from: oneLine(lines), to: oneLine(mutate(lines, inLines)) }
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
