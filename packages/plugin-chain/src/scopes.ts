import type { Container, CorrelateContext, CorrelatedFinding, EndedPlugin, Entity, Image } from '@veinmind/sdk'
import type { Condition, PathOf, Step } from './rules/model.ts'

/** What a path is looked for in: a thing with what was found on it. */
export interface Scope {
  readonly of: PathOf
  /** The name of a workload. */
  readonly part?: string
  /** Findings of the thing, of its machine, of its cluster as a whole. */
  readonly findings: Readonly<Record<'own' | NonNullable<Step['on']>, readonly CorrelatedFinding[]>>
  /** The plugins that have looked at it; of a workload those of its images, too. */
  readonly plugins: readonly EndedPlugin[]
  /** What makes a condition true, for a person; undefined where it is false, or not known. */
  readonly met: Readonly<Record<Condition, string | undefined>>
}

/** The things of an entity that paths are looked for in. */
export function scopesOf(
  entity: Entity,
  findings: readonly CorrelatedFinding[],
  context: Pick<CorrelateContext, 'plugins' | 'related'>,
): readonly Scope[] {
  if (entity.kind === 'container')
    return [
      {
        of: 'container',
        findings: {
          own: findings.filter(({ from }) => from?.kind !== 'host'),
          host: findings.filter(({ from }) => from?.kind === 'host'),
          cluster: [],
        },
        plugins: [
          ...context.plugins,
          ...context.related.flatMap(({ kind, plugins }) => (kind === 'image' ? plugins : [])),
        ],
        met: { reachable: reachableBy(entity), 'not-root': userBy(entity.user || entity.image?.config.user || '') },
      },
    ]
  if (entity.kind === 'image') {
    const { exposedPorts, user } = entity.config
    return [
      {
        of: 'image',
        findings: { own: findings, host: [], cluster: [] },
        plugins: context.plugins,
        met: { reachable: exposedPorts.length === 0 ? undefined : shown(exposedPorts), 'not-root': userBy(user) },
      },
    ]
  }
  return entity.kind === 'cluster' || entity.kind === 'iac' ? workloadsOf(findings, context) : []
}

function workloadsOf(
  findings: readonly CorrelatedFinding[],
  { plugins, related }: Pick<CorrelateContext, 'plugins' | 'related'>,
): readonly Scope[] {
  const own = Map.groupBy(findings, ({ detail, from }) => {
    const workload = from === undefined ? detail['workload'] : undefined
    return typeof workload === 'string' ? workload : ''
  })
  const names = new Set([...own.keys(), ...related.flatMap(({ usedBy }) => usedBy?.workloads ?? [])])
  names.delete('')
  const cluster = (own.get('') ?? []).filter(({ from }) => from === undefined)
  return [...names].map((part): Scope => {
    const images = related.filter(({ usedBy }) => usedBy?.workloads.includes(part))
    const ids = new Set(images.map(({ id }) => id))
    const here = [...(own.get(part) ?? []), ...findings.filter(({ from }) => from !== undefined && ids.has(from.id))]
    const open = here.find(({ tags }) => tags.includes('exposed:port') || tags.includes('host-namespace:network'))
    return {
      of: 'workload',
      part,
      findings: { own: here, host: [], cluster },
      plugins: [...plugins, ...images.flatMap((image) => image.plugins)],
      met: { reachable: open?.evidence ?? open?.rule.id, 'not-root': undefined },
    }
  })
}

/** The ports of a container that are published to more than its own machine. */
function reachableBy({ ports, security }: Container): string | undefined {
  if (security.namespaces['network'] === 'host') return 'network=host'
  const open = ports.filter((port) => port.includes('->') && !/^(?:127\.|\[?::1\]?:|localhost:)/.test(port))
  return open.length === 0 ? undefined : shown(open)
}

const MOST_PORTS = 3

function shown(ports: Image['config']['exposedPorts']): string {
  const more = ports.length > MOST_PORTS ? ` +${ports.length - MOST_PORTS}` : ''
  return ports.slice(0, MOST_PORTS).join(', ') + more
}

function userBy(user: string): string | undefined {
  return /^(?:root|0)?(?::|$)/.test(user) ? undefined : `user ${user}`
}
