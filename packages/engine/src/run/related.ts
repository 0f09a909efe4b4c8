import { machine } from '@veinmind/sdk'
import type { EndedPlugin, Entity, RelatedEntity, RunsImage } from '@veinmind/sdk'

/** The machines and images of a scan, by what they are to its containers and clusters. */
export interface RelatedEntities {
  /** One that was scanned by these plugins. */
  add(entity: Entity, plugins: readonly EndedPlugin[]): void
  /** Those whose findings count for an entity, too. */
  of(entity: Entity): readonly RelatedEntity[]
  /** Puts off what needs to know all of them. */
  whenAllAreKnown(work: () => Promise<void>): void
  /** Does what was put off. */
  finishAll(): Promise<void>
}

/** Whether the findings of other entities count for this one, so that it is concluded from when all are done. */
export function waitsForOthers({ kind }: Entity): boolean {
  return kind === 'container' || kind === 'cluster'
}

/** None yet. */
export function createRelatedEntities(): RelatedEntities {
  const hosts: { readonly machine: unknown; readonly host: RelatedEntity }[] = []
  const images = new Map<string, { readonly image: RelatedEntity; readonly usedBy: Map<string, Set<string>> }>()

  function imagesOf(cluster: string): readonly RelatedEntity[] {
    return [...images.values()].flatMap(({ image, usedBy }): RelatedEntity[] => {
      const workloads = usedBy.get(cluster)
      return workloads ? [{ ...image, usedBy: { cluster, workloads: [...workloads] } }] : []
    })
  }

  function noteUse(usedBy: Map<string, Set<string>>, { cluster, workloads }: RunsImage): void {
    const known = usedBy.get(cluster) ?? new Set()
    usedBy.set(cluster, known)
    for (const workload of workloads) known.add(workload)
  }

  const waiting: (() => Promise<void>)[] = []

  return {
    whenAllAreKnown: (work) => void waiting.push(work),
    async finishAll() {
      for (const work of waiting) await work()
    },
    add(entity, plugins) {
      const { id, name } = entity
      if (entity.kind === 'host') hosts.push({ machine: entity.machine, host: { kind: 'host', id, name, plugins } })
      if (entity.kind !== 'image') return
      const known = images.get(id) ?? {
        image: { kind: 'image', id, name, plugins } as const,
        usedBy: new Map<string, Set<string>>(),
      }
      images.set(id, known)
      if (entity.usedBy) noteUse(known.usedBy, entity.usedBy)
    },
    of(entity) {
      if (entity.kind === 'cluster') return imagesOf(entity.id)
      if (entity.kind !== 'container') return []
      const own = entity.facts?.[machine.id]
      const known = images.get(entity.image?.id ?? '')
      return [
        ...hosts.flatMap(({ machine: its, host }) => (own !== undefined && its === own ? [host] : [])),
        ...(known ? [known.image] : []),
      ]
    },
  }
}
