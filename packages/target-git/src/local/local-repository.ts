import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { kib, VeinmindError } from '@veinmind/sdk'
import { resolveRef, tipsOf } from '../refs.ts'
import { repositoryAt } from '../repository.ts'
import type { FetchOptions, Repository } from '../repository.ts'
import { findCommit } from '../tree-object.ts'
import type { GitAddress } from '../url.ts'
import { openLocalObjects } from './local-objects.ts'
import { readLocalRefs } from './local-refs.ts'
import { readText } from './open-file.ts'

/** A repository on this machine, bare or with a work tree; read where it is, never written. */
export async function openLocalRepository(
  address: GitAddress,
  { ref, signal, history }: FetchOptions,
): Promise<Repository> {
  const folder = await findGitFolder(address.path)
  checkFormat(await readText(join(folder, 'config'), kib(512)), address.path)
  if ((await readText(join(folder, 'objects/info/alternates'), kib(512))).trim() !== '') {
    throw new VeinmindError(
      'GIT_UNSUPPORTED',
      `${address.path} has objects of other repositories (alternates), which are not read`,
      {
        hint: 'git repack -ad makes it whole; then remove objects/info/alternates',
      },
    )
  }
  const refs = await readLocalRefs(folder)
  const wanted = resolveRef(refs, ref)
  const store = await openLocalObjects(folder)
  try {
    const { oid: commit, tree } = await findCommit(store, wanted.oid)
    const tips = history ? tipsOf(refs, wanted) : [commit]
    return repositoryAt({ address, notes: [], objects: store, commit, tree, tips, signal, close: () => store.close() })
  } catch (error) {
    await store.close()
    throw error
  }
}

async function findGitFolder(path: string): Promise<string> {
  for (const folder of [join(path, '.git'), path]) {
    const [head, objects] = await Promise.all(
      ['HEAD', 'objects'].map((name) => lstat(join(folder, name)).catch(() => undefined)),
    )
    if (head?.isFile() && objects?.isDirectory()) return resolve(folder)
  }
  throw new VeinmindError('GIT_NOT_FOUND', `${path} is no git repository`, {
    hint: 'a folder inside a repository is named after //: app//deploy',
  })
}

function checkFormat(config: string, path: string): void {
  const [, what] = /^\s*(objectformat\s*=\s*sha256|refstorage\s*=\s*reftable)\s*$/im.exec(config) ?? []
  if (what !== undefined) throw new VeinmindError('GIT_UNSUPPORTED', `${path} is of a format that is not read: ${what}`)
}
