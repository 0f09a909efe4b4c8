import { baseName, defineInspector, metadata, parentPath, perOptions } from '@veinmind/sdk'
import type { Entry, Inspector } from '@veinmind/sdk'
import { globMatcher } from '@veinmind/internal'
import { isSkipped } from './allow/skipped.ts'
import { OPTIONS, settingsOf } from './options/options.ts'
import type { SensitiveOptions } from './options/options.ts'
import type { PathRule } from './rules/rule.ts'

/** What is kept of a file or folder with a telling name. */
export type PathRecord = {
  readonly rules: readonly string[]
  /** The path that the rules name: for a file of a version control folder, the folder. */
  readonly path: string
}

type PathMatcher = (entry: Pick<Entry, 'path' | 'type'>) => PathRecord | undefined

/** Files that stand for the folder that they are in: an archive need not list the folder itself. */
const INSIDE = new Set(['HEAD', 'config', 'wc.db', 'hgrc', 'requires', 'branch.conf'])

/** Finds files and folders by their names alone. */
export const paths: Inspector<PathRecord, typeof OPTIONS> = defineInspector({
  id: 'paths',
  version: 3,
  readsPast: true,
  options: OPTIONS,
  wants: (entry, { options }) => matcherOf(options)(entry) !== undefined && metadata(),
  inspect: ({ entry }, { options }) => matcherOf(options)(entry),
})

const matcherOf = perOptions((options: SensitiveOptions): PathMatcher => {
  const { paths: rules } = settingsOf(options)
  const match = createPathMatcher(rules)
  return (entry) => {
    const found = match(entry)
    return found && !isSkipped(found.path) ? found : undefined
  }
})

/** Which of the rules a file or folder breaks. Called for every name of an image: an ending or a name decides first. */
export function createPathMatcher(rules: readonly PathRule[]): PathMatcher {
  const prepared = rules.map((rule) => ({
    rule,
    matches: globMatcher(rule.paths),
    isExcepted: globMatcher(rule.except),
  }))
  const globs = rules.flatMap(({ paths: patterns }) => patterns)
  const names = lastParts(globs.filter((glob) => !glob.endsWith('/*')))
  const isAnyName = globMatcher(globs.filter((glob) => glob.endsWith('/*')))
  const broken = (path: string, type: 'file' | 'directory') =>
    prepared
      .filter(({ rule, matches, isExcepted }) => rule.type === type && matches(path) && !isExcepted(path))
      .map(({ rule }) => rule.id)
  return ({ path, type }) => {
    const name = baseName(path)
    if (type === 'directory') return names.test(name) ? record(broken(path, 'directory'), path) : undefined
    if (type !== 'file') return undefined
    if (INSIDE.has(name)) {
      const folder = parentPath(path)
      if (names.test(baseName(folder))) {
        const found = record(broken(folder, 'directory'), folder)
        if (found) return found
      }
    }
    return names.test(name) || isAnyName(path) ? record(broken(path, 'file'), path) : undefined
  }
}

function record(rules: readonly string[], path: string): PathRecord | undefined {
  return rules.length > 0 ? { rules, path } : undefined
}

/** One pattern for the last part of every glob. */
function lastParts(globs: readonly string[]): RegExp {
  const parts = new Set(globs.map((glob) => glob.slice(glob.lastIndexOf('/') + 1)))
  const sources = [...parts].map((part) =>
    part
      .replace(/[.+^$()|[\]\\]/g, String.raw`\$&`)
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\{/g, '(?:')
      .replace(/\}/g, ')')
      .replace(/,/g, '|'),
  )
  return new RegExp(`^(?:${sources.join('|')})$`, 's')
}
