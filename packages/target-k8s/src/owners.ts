import { asObject } from '@veinmind/internal'
import type { ClusterObject, JsonObject } from '@veinmind/sdk'
import { asObjects, asText } from './clean-object.ts'

/** Kinds that run containers, makers before what they make. */
export const WORKLOADS: readonly string[] = [
  'Deployment',
  'CronJob',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicationController',
  'Pod',
]

/** What makes them. A Pod that claims to be made by anything else, a Node or a Deployment say, is told by nobody but itself. */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  ReplicaSet: ['Deployment'],
  Job: ['CronJob'],
  Pod: ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'],
}

/** Who made an object: its managing owner, a Node excepted. */
export function makerOf(
  object: JsonObject,
): { readonly kind: string; readonly name: string; readonly uid: string } | undefined {
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
    isTold({ kind, namespace = '', object }) {
      const maker = makerOf(object)
      return (
        maker !== undefined &&
        (MAKERS[kind]?.includes(maker.kind) ?? false) &&
        makers.has(`${namespace}/${maker.kind}/${maker.uid}`)
      )
    },
    shown({ kind, namespace = '', object }) {
      const uid = asText(asObject(object['metadata'])['uid'])
      if (uid && kind !== 'Pod' && WORKLOADS.includes(kind)) makers.add(`${namespace}/${kind}/${uid}`)
    },
  }
}
