import fs from 'node:fs'
import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { GitObject, ObjectStore } from './pack/object-store.ts'
import { resolveRef } from './refs.ts'
import { MAX_OBJECT } from './limits.ts'
import type { FetchOptions, Repository } from './repository.ts'
import { findCommit, readPath, walkTree } from './tree.ts'
import type { GitAddress } from './url.ts'

/** A repository on this machine, bare or with a work tree; read by isomorphic-git, never written. */
export async function openLocalRepository(address: GitAddress, options: FetchOptions): Promise<Repository> {
  const git = await import('isomorphic-git')
  const gitdir = await findGitFolder(address.path)
  const cache = {}
  const store: ObjectStore = {
    read: async (oid): Promise<GitObject | undefined> => {
      options.signal.throwIfAborted()
      try {
        const { type, object } = await git.readObject({ fs, gitdir, oid, format: 'content', cache })
        const content = Buffer.from(object as Uint8Array)
        return content.length > MAX_OBJECT ? undefined : { type, content }
      } catch (error) {
        if ((error as { code?: string }).code === 'NotFoundError') return undefined
        throw new VeinmindError('GIT_PROTOCOL', `an object of ${address.path} cannot be read`, { cause: error })
      }
    },
  }
  const { oid } = resolveRef(await listRefs(gitdir), options.ref)
  const commit = await findCommit(store, oid)
  return {
    address,
    commit: commit.oid,
    files: () => walkTree(store, commit.tree, address.inside),
    read: (path) => readPath(store, commit.tree, path),
    [Symbol.asyncDispose]: async () => {},
  }
}

async function findGitFolder(path: string): Promise<string> {
  for (const folder of [join(path, '.git'), path]) {
    const found = await access(join(folder, 'HEAD')).then(
      () => true,
      () => false,
    )
    if (found) return resolve(folder)
  }
  throw new VeinmindError('GIT_NOT_FOUND', `${path} is no git repository`)
}

async function listRefs(gitdir: string): Promise<{ ref: string; oid: string }[]> {
  const git = await import('isomorphic-git')
  const names = [
    'HEAD',
    ...(await git.listBranches({ fs, gitdir })).map((name) => `refs/heads/${name}`),
    ...(await git.listTags({ fs, gitdir })).map((name) => `refs/tags/${name}`),
  ]
  const refs = await Promise.all(
    names.map(async (ref) => ({ ref, oid: await git.resolveRef({ fs, gitdir, ref }).catch(() => '') })),
  )
  return refs.filter(({ oid }) => oid !== '')
}
