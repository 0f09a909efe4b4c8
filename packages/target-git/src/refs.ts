import { suggest, VeinmindError } from '@veinmind/sdk'

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

/** The object that `name` means: a branch, a tag, a full reference or a commit; without one the server's HEAD. */
export function resolveRef(refs: readonly ServerRef[], name: string | undefined): Resolved {
  const byName = new Map(refs.map(({ ref, oid }) => [ref, oid]))
  const tried = name === undefined ? ['HEAD'] : [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]
  for (const each of tried) {
    const oid = byName.get(each)
    if (oid !== undefined) return { oid, isBare: false }
  }
  if (name !== undefined && /^[0-9a-f]{40}$/i.test(name)) {
    const oid = name.toLowerCase()
    return { oid, isBare: !refs.some((each) => each.oid === oid) }
  }
  if (name === undefined) throw new VeinmindError('GIT_REF_NOT_FOUND', 'the repository is empty, or its HEAD leads nowhere', { hint: 'name a branch by --ref' })
  const names = refs.map(({ ref }) => ref.replace(/^refs\/(?:heads|tags)\//, ''))
  const near = suggest(name, names)
  const isShort = /^[0-9a-f]{4,39}$/i.test(name)
  const hint = isShort ? 'a commit is named by all of its 40 digits' : near && `did you mean ${near}?`
  throw new VeinmindError('GIT_REF_NOT_FOUND', `the repository has no branch, tag or commit ${name}`, hint ? { hint } : {})
}
