import data from './root-paths.json' with { type: 'json' }

/** What root does with a file or a folder. */
export interface RootPath {
  readonly rule: string
  readonly what: string
}

/** Patterns know `*`, a part of one name, and a last `**`, anything below a folder. */
const PLACES: readonly (RootPath & { readonly test: RegExp })[] = data.map(({ rule, what, paths }) => ({
  rule,
  what,
  test: new RegExp(`^(?:${paths.map(toSource).join('|')})$`),
}))

function toSource(pattern: string): string {
  return pattern
    .replaceAll(/[.+^$(){}|[\]\\]/g, String.raw`\$&`)
    .replace(/\*\*$/, '.+')
    .replaceAll(/(?<!\.)\*/g, '[^/]*')
}

/** What root does with the file or folder of a path, if anything. */
export function rootPathOf(path: string): RootPath | undefined {
  return PLACES.find(({ test }) => test.test(path))
}
