import { environmentOf, programsOf } from '../../kubernetes/command-line.ts'
import type { PlacedWord } from '../../kubernetes/command-line.ts'
import type { Container, Manifest } from '../../kubernetes/manifest.ts'
import { asList, asMembers } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { eachContainer } from './define.ts'

/** A flag of a program's command line, and the word that it stands in. */
export interface ProgramFlag {
  readonly name: string
  readonly value: string
  readonly path: Path
}

/** A container that runs a program, and the flags that it gives it. */
export interface ProgramUse {
  readonly container: Container
  readonly program: string
  readonly flags: readonly ProgramFlag[]
  /** Value of a flag; the last one holds. */
  readonly get: (name: string) => ProgramFlag | undefined
}

/** The containers that run one of the programs, with its flags: `--flag=value`, `--flag value` and a bare `--flag`. */
export function* usesOf(manifest: Manifest, ...programs: readonly string[]): Generator<ProgramUse> {
  for (const { container } of eachContainer(manifest)) {
    const runs = programsOf(container).filter(({ names }) => names.some((name) => programs.includes(name)))
    for (const { names, words } of runs) {
      const flags = flagsOf(words)
      // `etcd --version`, as scripts ask it, serves nobody.
      if (runs.length > 1 && flags.length <= 1) continue
      yield { container, program: names[0] ?? '', flags, get: (name) => flags.findLast((flag) => flag.name === name) }
    }
  }
}

/** A flag of etcd, which takes each by the environment too (`ETCD_CLIENT_CERT_AUTH`); `unknown` where something else may set it. */
export function etcdFlag(
  { container, get }: ProgramUse,
  name: string,
): { readonly value: string; readonly path: Path } | 'unknown' | undefined {
  const given = get(name)
  if (given) return given
  const variable = `ETCD_${name.toUpperCase().replaceAll('-', '_')}`
  const index = asList(container.value['env']).findIndex((item) => asMembers(item)['name'] === variable)
  const value = environmentOf(container).get(variable)
  if (value !== undefined) return { value, path: [...container.path, 'env', index, 'value'] }
  const isElsewhere =
    index !== -1 ||
    asList(container.value['envFrom']).length > 0 ||
    get('config-file') !== undefined ||
    environmentOf(container).has('ETCD_CONFIG_FILE')
  return isElsewhere ? 'unknown' : undefined
}

function flagsOf(words: readonly PlacedWord[]): readonly ProgramFlag[] {
  return words.flatMap(({ word, path }, index) => {
    const [, name, value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined) return []
    const next = words[index + 1]?.word
    return [{ name, value: value ?? (next === undefined || next.startsWith('-') ? 'true' : next), path }]
  })
}
