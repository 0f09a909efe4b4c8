import { toVeinmindError } from '@veinmind/sdk'
import type { OptionValues } from '@veinmind/sdk'
import type { Discovered, TargetContext } from '@veinmind/sdk/target'
import { openByFlags } from './open-by-flags.ts'
import { formatTarget, parseTarget } from './reference.ts'
import type { TargetName } from './reference.ts'
import type { ImageQuery } from './registry.ts'
import type { RegistryFlags } from './target-options.ts'

type Values = OptionValues<RegistryFlags>

/**
 * Every image that the targets name. A target that cannot be read or reached is an error in the results; wrong options
 * throw.
 */
export async function* discoverTargets(
  targets: readonly string[],
  context: TargetContext<RegistryFlags>,
): AsyncGenerator<Discovered, void, undefined> {
  const { options, signal } = context
  const byHost = new Map<string, TargetName[]>()
  for (const text of targets) {
    try {
      const name = parseTarget(text)
      const host = name.kind === 'image' ? name.reference.host : name.host
      byHost.set(host, [...(byHost.get(host) ?? []), name])
    } catch (error) {
      yield { target: text, error: toVeinmindError(error) }
    }
  }
  const open = await openByFlags([...byHost.keys()], context)
  const query = queryOf(options, signal)
  for (const [host, names] of byHost) {
    // Not closed here: its images are read after they were found. Connections that nobody uses end by themselves, and
    // do not keep the process alive.
    const registry = open(host)
    for (const name of mergeReferences(names)) {
      yield* name.kind === 'references'
        ? registry.discoverReferences(name.repository, name.references, query)
        : registry.discover(name, query)
    }
  }
}

type Search =
  | Exclude<TargetName, { kind: 'image' }>
  | { readonly kind: 'references'; readonly repository: string; readonly references: readonly string[] }

/** Images of one repository that are named one by one are looked up together, so that the same one is scanned once. */
function mergeReferences(names: readonly TargetName[]): readonly Search[] {
  const merged = new Map<string, Search>()
  for (const name of names) {
    if (name.kind !== 'image') {
      merged.set(formatTarget(name), name)
      continue
    }
    const { repository, digest, tag = 'latest' } = name.reference
    const before = merged.get(`references ${repository}`)
    const references = before?.kind === 'references' ? before.references : []
    merged.set(`references ${repository}`, {
      kind: 'references',
      repository,
      references: [...references, digest ?? tag],
    })
  }
  return [...merged.values()]
}

function queryOf(
  options: Values,
  signal: AbortSignal,
): ImageQuery & { readonly include: readonly string[]; readonly exclude: readonly string[] } {
  return {
    tag: options.tag,
    include: options.include,
    exclude: options.exclude,
    ...(options.untagged && { untagged: true }),
    ...(options.newest !== undefined && { newest: options.newest }),
    ...(options.platform !== undefined && { platform: options.platform }),
    signal,
  }
}
