import { VeinmindError } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { refuseUnknownWord } from './refuse-unknown-word.ts'

/** Those of `plugins` that `only` names (all of them when it names none), but those that `skip` names. */
export function selectPlugins(
  plugins: readonly Plugin[],
  only: readonly string[],
  skip: readonly string[],
): readonly Plugin[] {
  const names = plugins.map(({ name }) => name)
  for (const name of [...only, ...skip]) refuseUnknownWord(name, names, 'plugin')
  const selected = plugins.filter(({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name))
  if (selected.length === 0) throw new VeinmindError('USAGE', 'no plugin is left to run')
  return selected
}
