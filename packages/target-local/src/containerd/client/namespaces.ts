import { asObject } from '@veinmind/internal'
import { asList, asText } from '../../shared/json.ts'
import type { ContainerdClient } from './client.ts'

/** Docker's own namespace: what is in it is docker's to list. */
const DOCKERS = 'moby'

/** `namespace/name` where there is such a namespace, else the name in all of them. */
export async function splitPattern(
  client: ContainerdClient,
  {
    pattern,
    namespace,
    signal,
  }: { readonly pattern: string; readonly namespace: string | undefined; readonly signal: AbortSignal },
): Promise<{ readonly namespaces: readonly string[]; readonly value: string }> {
  const all = asList((await client.call('namespaces', {}, { signal }))['namespaces']).map((each) =>
    asText(asObject(each)['name']),
  )
  if (namespace !== undefined) return { namespaces: [namespace], value: pattern }
  const slash = pattern.indexOf('/')
  const first = pattern.slice(0, Math.max(0, slash))
  if (slash !== -1 && all.includes(first)) return { namespaces: [first], value: pattern.slice(slash + 1) }
  return { namespaces: all.filter((name) => name !== DOCKERS), value: pattern }
}
