import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keyOf } from './choose.ts'
import type { Mutant } from './choose.ts'
import type { MutantResult } from './run.ts'

/** Kills of earlier runs, so that a run that was interrupted goes on where it was, and a later one tries what has changed. */
export interface KeptKills {
  /** The kill of a mutant, while its file and the tests that killed it are as they were. */
  find(mutant: Mutant): MutantResult | undefined
  /** Keeps a kill. Survivors are not kept: another test, or another file, may notice them next time. */
  add(result: MutantResult): void
}

interface KeptLine {
  readonly of: string
  readonly result: Omit<MutantResult, 'mutant'>
  readonly tests: string
}

/** Kills in a file of lines at `place`; `root` has the sources without a mutant. */
export function openKeptKills(place: string, root: string): KeptKills {
  const known = new Map<string, KeptLine>()
  const before = existsSync(place) ? readFileSync(place, 'utf8') : ''
  // A run that was killed may leave half a line, which is ended before another is written.
  let opening = before === '' || before.endsWith('\n') ? '' : '\n'
  for (const line of before.split('\n')) {
    if (!line.endsWith('}')) continue
    const kept = JSON.parse(line) as KeptLine
    known.set(kept.of, kept)
  }
  const texts = new Map<string, string>()
  function textOf(path: string): string {
    const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8')
    texts.set(path, text)
    return text
  }
  const digestOf = (path: string): string =>
    createHash('sha256')
      .update(withoutComments(textOf(path)))
      .digest('hex')
  /** A mutant by its name and its place, since a line may stand twice in a file, and by the file as it is without it. */
  const nameOf = ({ name, path, mutation }: Mutant): string => {
    const start = withoutComments(textOf(path).slice(0, mutation.start)).length
    return [keyOf(name), path, start, digestOf(path)].join('\n')
  }
  const testsOf = ({ killer, by }: Omit<MutantResult, 'mutant'>): string | undefined => {
    const path = killer?.file ?? by
    return path !== undefined && existsSync(join(root, path)) ? digestOf(path) : undefined
  }

  return {
    find(mutant) {
      const kept = known.get(nameOf(mutant))
      return kept && kept.tests === testsOf(kept.result) ? { mutant, ...kept.result } : undefined
    },
    add({ mutant, ...result }) {
      const tests = testsOf(result)
      if ((result.state !== 'killed' && result.state !== 'endless') || tests === undefined) return
      mkdirSync(dirname(place), { recursive: true })
      const line = JSON.stringify({ of: nameOf(mutant), result, tests } satisfies KeptLine)
      appendFileSync(place, `${opening}${line}\n`)
      opening = ''
    },
  }
}

/** Lines of comments do not change what a program does. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(?:\/\*\*|\*|\/\/).*\n/gm, '')
}
