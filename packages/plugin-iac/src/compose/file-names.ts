import { posix } from 'node:path'
import { baseName } from '@veinmind/sdk'

const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]
const VARIANT = /^((?:docker-)?compose)[._-].+\.ya?ml$/

/** The files that docker compose may read together with a file; of these, the first that exists is used. */
export interface Partners {
  /** Whether the partner lies below the file, which overrides it, or above it. */
  readonly side: 'below' | 'above'
  readonly paths: readonly string[]
}

/**
 * docker compose lays `compose.override.yaml` over `compose.yaml` by itself, and a variant such as `docker-compose.prod.yml` over
 * `docker-compose.yml` when it is named with `-f`. Undefined for any other name: such a file stands alone.
 */
export function partnersOf(path: string): Partners | undefined {
  const name = baseName(path)
  const beside = (names: readonly string[]): readonly string[] =>
    names.map((one) => posix.join(posix.dirname(path), one))
  if (BASE_NAMES.includes(name)) return { side: 'above', paths: beside(OVERRIDE_NAMES) }
  const [, stem] = VARIANT.exec(name) ?? []
  if (stem === undefined) return undefined
  return {
    side: 'below',
    paths: beside(BASE_NAMES.toSorted((a, b) => Number(b.startsWith(`${stem}.`)) - Number(a.startsWith(`${stem}.`)))),
  }
}

/** The path of a file that another names; or why it is not read. */
export function resolvePath(from: string, reference: string): { readonly path: string } | { readonly problem: string } {
  const shown = JSON.stringify(reference.slice(0, 200))
  if (/\$\{?\w/.test(reference)) return { problem: `${shown} has a variable, and is not read` }
  if (/^[a-z][a-z0-9+.-]*:|^git@/i.test(reference)) return { problem: `${shown} stands elsewhere, and is not read` }
  const path = posix.normalize(posix.join(posix.dirname(from), reference))
  const isInside =
    !reference.startsWith('/') &&
    !reference.startsWith('~') &&
    !reference.includes('\0') &&
    path !== '..' &&
    !path.startsWith('../')
  return isInside ? { path } : { problem: `${shown} is outside of what is scanned, and is not read` }
}
