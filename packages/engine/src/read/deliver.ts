import type { Digests } from '@veinmind/sdk'
import type { Call } from '../inspect/jobs.ts'
import type { Batcher } from './batcher.ts'
import { selectDigests } from './digests.ts'
import type { FilePlan } from './file-plan.ts'
import type { KeywordFilter } from './keyword-filter.ts'

/** What is known of the content of a file. */
export interface Content {
  readonly bytes: Uint8Array
  readonly digests?: Digests | undefined
}

/** Delivers the content of a file to its inspectors. Its keywords were found while it passed. */
export function deliver(
  plans: readonly FilePlan[],
  { bytes, digests }: Content,
  { batcher, filter }: { readonly batcher: Batcher; readonly filter: KeywordFilter },
): void {
  for (const group of groupByEntry(plans)) {
    const calls = group.flatMap((plan) => callOf(plan, filter, digests) ?? [])
    const [first] = group
    if (first && calls.length > 0) batcher.add(first.request.entry, bytes, calls)
  }
}

/** Undefined for a file that holds none of the keywords: it was seen, and is settled. */
function callOf(plan: FilePlan, filter: KeywordFilter, digests: Digests | undefined): Call | undefined {
  const { request, as, length, truncated, byKeywords } = plan
  const { inspector, want } = request
  const keywords = byKeywords ? filter.found(inspector) : []
  if (byKeywords && keywords.length === 0) {
    request.settle(truncated ? { truncated } : {})
    return undefined
  }
  const isCut = truncated && want.kind === 'content'
  const settle: Call['settle'] = (result) => request.settle(isCut ? { ...result, truncated } : result)
  return { inspector, as, length, truncated, keywords, digests: selectDigests(digests, want), settle }
}

/** What is wanted of one file under the same name goes to a worker together; one body may be wanted under several names. */
function groupByEntry(plans: readonly FilePlan[]): Iterable<readonly FilePlan[]> {
  if (plans.length < 2) return [plans]
  return Map.groupBy(plans, ({ request }) => request.entry).values()
}
