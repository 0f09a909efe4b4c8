import { refuseUnknownWord } from './refuse-unknown-word.ts'

/** Those of `plugins` that `only` names (all of them when it names none), but those that `skip` names. */
export function selectPlugins<P extends { readonly name: string }>(
  plugins: readonly P[],
  only: readonly string[],
  skip: readonly string[],
): readonly P[] {
  const names = plugins.map(({ name }) => name)
  for (const name of [...only, ...skip]) refuseUnknownWord(name, names, 'plugin')
  return plugins.filter(({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name))
}
