import { gib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { openHttpRemote } from './http-remote.ts'
import type { HttpOptions } from './http-remote.ts'
import { MAX_OBJECT } from './limits.ts'
import { openLocalRepository } from './local-repository.ts'
import { indexPack } from './pack/object-store.ts'
import type { ObjectStore } from './pack/object-store.ts'
import { readPack, writeRequest } from './pack/request-pack.ts'
import { resolveRef } from './refs.ts'
import type { Resolved, ServerRef } from './refs.ts'
import type { Remote } from './remote.ts'
import { spoolPack } from './spool.ts'
import { openSshRemote } from './ssh-remote.ts'
import type { SshOptions } from './ssh-remote.ts'
import { findCommit, readPath, walkTree } from './tree.ts'
import type { TreeItem } from './tree.ts'
import type { GitAddress } from './url.ts'

/** How a repository is fetched. */
export interface FetchOptions extends HttpOptions, Omit<SshOptions, 'signal'> {
  /** Branch, tag or commit; by default what HEAD is. */
  readonly ref?: string
  /** Most bytes of a pack; by default 2 GiB. */
  readonly maxPack?: number
}

/** A repository at one commit. Nothing of it is checked out; what was stored is removed when it is closed. */
export interface Repository extends AsyncDisposable {
  readonly address: GitAddress
  readonly commit: string
  /** The files of infrastructure as code, in the order of their paths, and what was not read. */
  files(): AsyncIterable<TreeItem>
  /** A file by its path from the root; undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>
}

const LIMITS = { objects: 5_000_000, objectBytes: MAX_OBJECT, chain: 4095 }

/** Fetches a repository, the newest commit of one reference alone. */
export async function openRepository(address: GitAddress, options: FetchOptions): Promise<Repository> {
  options.signal.throwIfAborted()
  if (address.transport === 'local') return openLocalRepository(address, options)
  await using remote = await openRemote(address, options)
  const { refs, capabilities } = await readRefs(remote)
  const wanted = resolveRef(refs, options.ref)
  const store = await fetchStore(remote, { refs, capabilities, wanted }, options)
  try {
    const { oid, tree } = await findCommit(store.objects, wanted.oid)
    return {
      address,
      commit: oid,
      files: () => walkTree(store.objects, tree, address.inside),
      read: (path) => readPath(store.objects, tree, path),
      [Symbol.asyncDispose]: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function openRemote(address: GitAddress, options: FetchOptions): Promise<Remote> {
  return address.transport === 'ssh' ? openSshRemote(address, options) : openHttpRemote(address, options)
}

interface Advertised {
  readonly refs: readonly ServerRef[]
  readonly capabilities: ReadonlySet<string>
}

async function readRefs({ http, url }: Remote): Promise<Advertised> {
  const { getRemoteInfo2 } = await import('isomorphic-git')
  try {
    const { refs = [], capabilities } = await getRemoteInfo2({ http, url, protocolVersion: 1 })
    return { refs, capabilities: new Set(Object.keys(capabilities)) }
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('GIT_PROTOCOL', 'the server’s list of references cannot be read', { cause: error })
  }
}

interface Fetched {
  readonly objects: ObjectStore
  close(): Promise<void>
}

async function fetchStore(remote: Remote, { refs, capabilities, wanted }: Advertised & { readonly wanted: Resolved }, options: FetchOptions): Promise<Fetched> {
  try {
    return await fetchPack(remote, { wants: [wanted.oid], shallow: true, capabilities }, options)
  } catch (error) {
    // A server may give only what its references lead to: then the commit is looked for in all of their history.
    const isRefused = wanted.isBare && toVeinmindError(error).code === 'GIT_REFUSED'
    if (!isRefused) throw error
    const wants = [...new Set(refs.filter(({ ref }) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/')).map(({ oid }) => oid))]
    return fetchPack(remote, { wants, shallow: false, capabilities }, options)
  }
}

async function fetchPack(
  remote: Remote,
  { wants, shallow, capabilities }: { readonly wants: readonly string[]; readonly shallow: boolean; readonly capabilities: ReadonlySet<string> },
  options: FetchOptions,
): Promise<Fetched> {
  const answer = await remote.upload(writeRequest({ wants, capabilities, shallow, maxBlob: MAX_OBJECT }))
  const spooled = await spoolPack(readPack(answer, capabilities), options.maxPack ?? gib(2), options.signal)
  try {
    const objects = await indexPack(spooled.pack, LIMITS, options.signal)
    return { objects, close: () => spooled[Symbol.asyncDispose]() as Promise<void> }
  } catch (error) {
    await spooled[Symbol.asyncDispose]()
    throw error
  }
}
