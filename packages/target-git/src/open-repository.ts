import { gib, toVeinmindError } from '@veinmind/sdk'
import type { HttpOptions } from './http/http-remote.ts'
import { MAX_OBJECT, PACK_LIMITS } from './limits.ts'
import { openLocalRepository } from './local/local-repository.ts'
import type { ObjectStore } from './pack/object-store.ts'
import { indexPack } from './pack/pack-index.ts'
import { readPack, writeRequest } from './pack/request-pack.ts'
import { resolveRef } from './refs.ts'
import type { Resolved } from './refs.ts'
import { readRefs } from './remote.ts'
import type { Advertised, Remote } from './remote.ts'
import { spoolPack } from './spool.ts'
import type { SshOptions } from './ssh/ssh-remote.ts'
import { readPath, walkTree } from './tree.ts'
import type { TreeItem } from './tree.ts'
import { findCommit } from './tree-object.ts'
import type { GitAddress } from './url.ts'

/** How a repository is fetched. */
export interface FetchOptions extends HttpOptions, SshOptions {
  /** Branch, tag or commit; by default what HEAD is. */
  readonly ref?: string
  /** Most bytes of a pack; by default 2 GiB. */
  readonly maxPack?: number
}

/** A repository at one commit. Nothing of it is checked out; what was stored is removed when it is closed. */
export interface Repository extends AsyncDisposable {
  readonly address: GitAddress
  readonly commit: string
  /** Facts to be said of how it was had, such as "all of the history was fetched". */
  readonly notes: readonly string[]
  /** The files of infrastructure as code, in the order of their paths, and what was not read. */
  files(): AsyncIterable<TreeItem>
  /** A file by its path from the root; undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>
  /** The files below a folder, by whatever name, and what was not read. */
  below(folder: string): AsyncIterable<TreeItem>
}

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
    return {
      address,
      commit: oid,
      notes,
      files: () => walkTree(objects, tree, { inside: address.inside, signal: options.signal }),
      read: (path) => readPath(objects, tree, path),
      below: (inside) => walkTree(objects, tree, { inside, signal: options.signal, isAll: true }),
      [Symbol.asyncDispose]: close,
    }
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
    return await fetchPack(remote, { wants: [wanted.oid], shallow: true, capabilities }, options)
  } catch (error) {
    // A server may give only what its references lead to: then the commit is looked for in all of their history.
    const isRefused = wanted.isBare && toVeinmindError(error).code === 'GIT_REFUSED'
    const wants = [
      ...new Set(
        refs.filter(({ ref }) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/')).map(({ oid }) => oid),
      ),
    ]
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
    read: async (oid) => {
      const found = await objects.read(oid)
      return found === 'absent' ? 'too-large' : found
    },
  }
}
