import { suggest } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'

/** A reference of a server, as isomorphic-git gives it. */
export interface ServerRef {
  readonly ref: string
  readonly oid: string
}

/** What is fetched for a name: an object id, and whether the server may refuse it since no reference points there. */
export interface Resolved {
  readonly oid: string
  readonly isBare: boolean
}

/** What branches and tags point at, and what is wanted besides; each once. */
export function tipsOf(refs: readonly ServerRef[], wanted?: Resolved): readonly string[] {
  const named = refs.filter(({ ref }) => /^refs\/(?:heads|tags|remotes)\//.test(ref) && !ref.endsWith('^{}'))
  return [...new Set([...(wanted ? [wanted.oid] : []), ...named.map(({ oid }) => oid)])]
}

const FULL = /^[0-9a-f]{40}$/i
const BEGUN = /^[0-9a-f]{4,39}$/i

/**
 * The object that `name` means: a commit by all of its digits, a branch, a tag, a full reference, or the first digits of what
 * a reference points at; without a name the server's HEAD. Whole ids come first: a branch could be called like a commit.
 */
export function resolveRef(refs: readonly ServerRef[], name: string | undefined): Resolved {
  if (name !== undefined && FULL.test(name)) {
    const oid = name.toLowerCase()
    return { oid, isBare: !refs.some((each) => each.oid === oid) }
  }
  const byName = new Map(refs.map(({ ref, oid }) => [ref, oid]))
  const tried =
    name === undefined
      ? ['HEAD']
      : [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`, `refs/remotes/${name}`]
  const oid = tried.map((each) => byName.get(each)).find((each) => each !== undefined) ?? begunBy(refs, name)
  if (oid !== undefined) return { oid, isBare: false }
  if (name === undefined)
    throw new VeinmindError('GIT_REF_NOT_FOUND', 'the repository is empty, or its HEAD leads nowhere', {
      hint: 'name a branch by --ref',
    })
  const near = suggest(
    name,
    refs.map(({ ref }) => ref.replace(/^refs\/(?:heads|tags)\//, '')),
  )
  const hint = BEGUN.test(name)
    ? 'a commit that no branch or tag points at is named by all of its 40 digits'
    : near && `did you mean ${near}?`
  throw new VeinmindError(
    'GIT_REF_NOT_FOUND',
    `the repository has no branch, tag or commit ${name}`,
    hint ? { hint } : {},
  )
}

/** The one object that references point at whose id begins so. */
function begunBy(refs: readonly ServerRef[], digits: string | undefined): string | undefined {
  if (digits === undefined || !BEGUN.test(digits)) return undefined
  const found = new Set(refs.map(({ oid }) => oid).filter((oid) => oid.startsWith(digits.toLowerCase())))
  return found.size === 1 ? [...found][0] : undefined
}
