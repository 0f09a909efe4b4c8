import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './choose.ts'

/** The file in the root of the copy that probes write to, while it is there. */
export const REACHED = 'reached.log'

/** Which tests, by their ids, reach which mutants; what is reached before the first test is reached by `'all'`. */
export type Reach = ReadonlyMap<Mutant, ReadonlySet<string>>

/** Sources that write down which functions of mutants are called. */
export interface Probes {
  /** Which mutants' functions were called since the last time that this was asked. */
  take(): Reach
  /** Puts the sources back. */
  remove(): void
}

/** Sources that can be changed. */
export interface Writable {
  readonly root: string
  write(path: string, text: string): void
}

/**
 * Puts a probe into each function that has a mutant in it. Probes write to a file, and so tell of threads and processes too. What
 * runs when a module is loaded is reached by whoever loads the module.
 */
export function placeProbes(sources: Writable, mutants: readonly Mutant[]): Probes {
  const { root } = sources
  const log = join(root, REACHED)
  const originals = new Map<string, string>()
  const groups = [...Map.groupBy(mutants, ({ path, mutation }) => `${path}:${mutation.body ?? 'module'}`).values()]
  for (const [path, own] of Map.groupBy(groups.entries(), ([, [first]]) => first?.path ?? '')) {
    const text = readFileSync(join(root, path), 'utf8')
    originals.set(path, text)
    sources.write(path, withProbes(text, log, own))
  }
  writeFileSync(log, '')
  return {
    take() {
      const lines = readFileSync(log, 'utf8').split('\n')
      truncateSync(log)
      const reach = new Map<Mutant, Set<string>>()
      let test = 'all'
      for (const line of lines.filter(Boolean)) {
        if (line.startsWith('test ')) test = line.slice(5)
        else
          for (const mutant of groups[Number(line)] ?? []) reach.set(mutant, (reach.get(mutant) ?? new Set()).add(test))
      }
      return reach
    },
    remove() {
      for (const [path, text] of originals) sources.write(path, text)
      rmSync(log)
    },
  }
}

function withProbes(text: string, log: string, groups: readonly (readonly [number, readonly Mutant[]])[]): string {
  const places = groups.map(([id, [first]]) => ({ id, at: first?.mutation.body }))
  let made = text
  for (const { id, at } of places.toSorted((a, b) => (b.at ?? -1) - (a.at ?? -1))) {
    const probe = probeOf(id, log)
    made = at === undefined ? `${made}\n${probe}\n` : made.slice(0, at + 1) + probe + made.slice(at + 1)
  }
  return made
}

/** A process that may write no file, as one under Node's permission model, tells nothing. */
function probeOf(id: number, log: string): string {
  const write = `process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(log)}, '${id}\\n')`
  return `try { if (!(globalThis.probed ??= new Set()).has(${id})) { globalThis.probed.add(${id}); ${write} } } catch {}`
}
