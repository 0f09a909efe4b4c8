import type { HashLists } from '../hashes/read-lists.ts'
import type { Engine } from './engine.ts'

/** The rule for files whose digest is in a list. */
export const HASH_RULE = 'MAL-302'

/** Lists of digests as an engine. */
export const hashEngine = (lists: HashLists): Engine => ({
  name: 'hashes',
  version: lists.version,
  scan: ({ digests }) =>
    lists.kinds.flatMap((kind) => {
      const digest = digests[kind]
      const name = digest === undefined ? undefined : lists.nameOf(kind, digest)
      return name === undefined ? [] : [{ engine: 'hashes', rule: HASH_RULE, name, evidence: `${kind} ${digest}` }]
    }),
})
