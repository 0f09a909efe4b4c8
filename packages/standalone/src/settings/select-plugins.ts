import { refuseUnknownWord } from '../flags/refuse-unknown-word.ts'

/** Throws `USAGE` for a name that no plugin has, with the nearest that one has. */
export function refuseUnknownNames(given: readonly string[], names: readonly string[]): void {
  for (const name of given) refuseUnknownWord(name, names, 'plugin')
}

/** Those of `plugins` that `only` names (all of them when it names none), but those that `skip` names. */
export function selectPlugins<P extends { readonly name: string }>(
  plugins: readonly P[],
  only: readonly string[],
  skip: readonly string[],
): readonly P[] {
  return plugins.filter(({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name))
}
