import type { ClusterObject, JsonObject } from '@veinmind/sdk'
import { asObject, asObjects, asText } from './clean-object.ts'

/** Kinds that run containers, makers before what they make. */
export const WORKLOADS = ['Deployment', 'CronJob', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController', 'Pod'] as const

/** Workloads that make others. A Pod that a Node owns is a static one, and nobody else tells of it. */
const MAKERS: ReadonlySet<string> = new Set(WORKLOADS.filter((kind) => kind !== 'Pod'))
const MADE: ReadonlySet<string> = new Set(['ReplicaSet', 'Job', 'Pod'])

/** Who made an object: its managing owner, a Node excepted. */
export function makerOf(object: JsonObject): { readonly kind: string; readonly name: string; readonly uid: string } | undefined {
  const owner = asObjects(asObject(object['metadata'])['ownerReferences']).find((each) => each['controller'] === true)
  const [kind, name, uid] = [asText(owner?.['kind']), asText(owner?.['name']), asText(owner?.['uid'])]
  return kind === undefined || kind === 'Node' || name === undefined ? undefined : { kind, name, uid: uid ?? '' }
}

/**
 * Tells which objects are told by another: a ReplicaSet by its Deployment, a Pod by its ReplicaSet. Makers must be shown to
 * it before what they made; one whose maker was not shown (it is of a kind that is not read, or is left out) is not told.
 */
export function createTeller(): { isTold(found: ClusterObject): boolean; shown(found: ClusterObject): void } {
  const makers = new Set<string>()
  return {
    isTold({ kind, object }) {
      const maker = MADE.has(kind) ? makerOf(object) : undefined
      return maker !== undefined && makers.has(maker.uid)
    },
    shown({ kind, object }) {
      const uid = asText(asObject(object['metadata'])['uid'])
      if (uid !== undefined && uid !== '' && MAKERS.has(kind)) makers.add(uid)
    },
  }
}
