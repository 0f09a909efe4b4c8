import { gib, toVeinmindError } from '@veinmind/sdk'
import { MAX_OBJECT, PACK_LIMITS } from './limits.ts'
import { openLocalRepository } from './local/local-repository.ts'
import type { ObjectStore } from './pack/object-store.ts'
import { indexPack } from './pack/pack-index.ts'
import { readPack, writeRequest } from './pack/request-pack.ts'
import { resolveRef, tipsOf } from './refs.ts'
import type { Resolved } from './refs.ts'
import { readRefs } from './remote.ts'
import type { Advertised, Remote } from './remote.ts'
import { spoolPack } from './spool.ts'
import { findCommit } from './tree-object.ts'
import type { GitAddress } from './url.ts'
import { repositoryAt } from './repository.ts'
import type { FetchOptions, Repository } from './repository.ts'

/** Fetches a repository, the newest commit of one reference alone. */
export async function openRepository(address: GitAddress, options: FetchOptions): Promise<Repository> {
  options.signal.throwIfAborted()
  if (address.transport === 'local') return openLocalRepository(address, options)
  await using remote = await openRemote(address, options)
  const advertised = await readRefs(remote)
  const wanted = resolveRef(advertised.refs, options.ref)
  const { objects, close, notes } = await fetchObjects(remote, { ...advertised, wanted }, options)
  try {
    const { oid, tree } = await findCommit(objects, wanted.oid)
    const tips = options.history ? tipsOf(advertised.refs, wanted) : [oid]
    return repositoryAt({ address, notes, objects, commit: oid, tree, tips, signal: options.signal, close })
  } catch (error) {
    await close()
    throw error
  }
}

/** What speaks to servers is loaded now: who scans folders has this package too. */
async function openRemote(address: GitAddress, options: FetchOptions): Promise<Remote> {
  if (address.transport === 'ssh') return (await import('./ssh/ssh-remote.ts')).openSshRemote(address, options)
  return (await import('./http/http-remote.ts')).openHttpRemote(address, options)
}

interface Fetched {
  readonly objects: ObjectStore
  readonly notes: readonly string[]
  readonly close: () => Promise<void>
}

async function fetchObjects(
  remote: Remote,
  { refs, capabilities, wanted }: Advertised & { readonly wanted: Resolved },
  options: FetchOptions,
): Promise<Fetched> {
  try {
    const wants = options.history ? tipsOf(refs, wanted) : [wanted.oid]
    return await fetchPack(remote, { wants, shallow: !options.history, capabilities }, options)
  } catch (error) {
    // A server may give only what its references lead to: then the commit is looked for in all of their history.
    const isRefused = wanted.isBare && toVeinmindError(error).code === 'GIT_REFUSED'
    const wants = tipsOf(refs)
    if (!isRefused || wants.length === 0) throw error
    const fetched = await fetchPack(remote, { wants, shallow: false, capabilities }, options)
    return {
      ...fetched,
      notes: [
        'all of the history was fetched: the server gives no commit by its id that no branch and no tag points at',
      ],
    }
  }
}

async function fetchPack(
  remote: Remote,
  {
    wants,
    shallow,
    capabilities,
  }: { readonly wants: readonly string[]; readonly shallow: boolean; readonly capabilities: ReadonlySet<string> },
  { maxPack = gib(2), signal }: FetchOptions,
): Promise<Fetched> {
  const answer = await remote.upload(writeRequest({ wants, capabilities, shallow, maxBlob: MAX_OBJECT }))
  const { pack, close } = await spoolPack(readPack(answer, capabilities), maxPack, signal)
  try {
    const objects = await indexPack(pack, PACK_LIMITS, signal)
    return { objects: capabilities.has('filter') ? withoutLarge(objects) : objects, notes: [], close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What such a server does not send was larger than what was asked for. */
function withoutLarge(objects: ObjectStore): ObjectStore {
  return {
    count: objects.count,
    read: async (oid) => {
      const found = await objects.read(oid)
      return found === 'absent' ? 'too-large' : found
    },
  }
}
