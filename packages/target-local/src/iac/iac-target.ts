import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nameInFolder, onDisk, readFolder, readIacFile } from '@veinmind/internal/folder'
import { kib, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { defineTarget, isIacCandidate, isLeftOutFolder } from '@veinmind/sdk/target'
import type { Discovered, Target } from '@veinmind/sdk/target'
import { createIgnore } from './ignore.ts'
import type { Ignore } from './ignore.ts'

const MAX_FILES = 200_000
const MAX_IGNORE = kib(512)
const IGNORE_FILE = '.veinmindignore'

/** Files of infrastructure as code, in a folder or by name. */
export const iacTarget: Target = defineTarget({
  name: 'iac',
  description: 'infrastructure as code: Dockerfiles, compose files and manifests of a folder, or one file',
  kinds: ['iac'],
  usage: 'folder|file',
  examples: ['scan iac .', 'scan iac deploy/Dockerfile'],
  async *discover(targets, { signal }): AsyncGenerator<Discovered> {
    for (const target of targets.length > 0 ? targets : ['.']) yield* discoverFiles(target, signal)
  },
})

/** The files of infrastructure as code at `target`, which may be a link. Links in it are not followed, and nothing outside is read. */
export async function* discoverFiles(target: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  signal.throwIfAborted()
  const status = await stat(target).catch(() => undefined)
  if (status?.isFile()) {
    const file = (await lstat(target)).isSymbolicLink() ? await realpath(target) : target
    yield readCandidate(dirname(file), basename(file))
  } else if (status?.isDirectory()) yield* discoverFolder(target, signal)
  else yield { target, error: new VeinmindError('LOCAL_IAC_NOT_FOUND', `no file or folder ${target}`) }
}

async function* discoverFolder(root: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  const ignore = await readIgnore(root).catch((error: unknown) => toVeinmindError(error, 'LOCAL_IAC_UNREADABLE'))
  const isUsable = !(ignore instanceof VeinmindError)
  if (!isUsable) yield { target: join(root, IGNORE_FILE), error: ignore }
  yield* walk(root, isUsable ? ignore : createIgnore(''), signal)
}

async function* walk(root: string, ignore: Ignore, signal: AbortSignal): AsyncGenerator<Discovered> {
  let files = 0
  const leftOut = new Map<string, number>()
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    const entries = await readFolder(onDisk(root, folder)).catch((error: unknown) =>
      toVeinmindError(error, 'LOCAL_IAC_UNREADABLE'),
    )
    if (entries instanceof VeinmindError) {
      yield { target: nameInFolder(root, folder), error: entries }
      continue
    }
    const inner: string[] = []
    for (const { name, entry } of entries) {
      const shown = folder === '' ? name : `${folder}/${name}`
      if (entry.isDirectory() ? isLeftOutFolder(name) : !isIacCandidate(name)) {
        if (entry.isDirectory()) leftOut.set(name, (leftOut.get(name) ?? 0) + 1)
        continue
      }
      if (ignore.matches(shown, entry.isDirectory()))
        yield { target: nameInFolder(root, shown), skipped: `named in ${IGNORE_FILE}` }
      else if (entry.isDirectory()) inner.push(shown)
      else if (entry.isSymbolicLink())
        yield { target: nameInFolder(root, shown), skipped: 'a symbolic link, which is not followed' }
      else if (!entry.isFile()) yield { target: nameInFolder(root, shown), skipped: 'not a regular file' }
      else if (++files > MAX_FILES)
        throw new VeinmindError('LOCAL_IAC_TOO_MANY', `${root} has more than ${MAX_FILES} files to read`)
      else yield readCandidate(root, shown)
    }
    folders.push(...inner.toReversed())
  }
  for (const [name, count] of leftOut)
    yield {
      target: nameInFolder(root, name),
      skipped:
        count === 1 ? 'nothing of one’s own is in it' : `nothing of one’s own is in the ${count} folders of this name`,
    }
}

function readCandidate(root: string, shown: string): Discovered {
  try {
    return { entity: readIacFile(root, shown) }
  } catch (error) {
    return { target: nameInFolder(root, shown), error: toVeinmindError(error, 'LOCAL_IAC_UNREADABLE') }
  }
}

/** The folder is somebody's: its ignore file may be a link to anything, or have no end. */
async function readIgnore(root: string): Promise<Ignore> {
  const path = join(root, IGNORE_FILE)
  const status = await lstat(path).catch(() => undefined)
  if (status === undefined) return createIgnore('')
  if (!status.isFile() || status.size > MAX_IGNORE) {
    throw new VeinmindError(
      'LOCAL_IAC_UNREADABLE',
      `${path} is not a file of at most ${MAX_IGNORE / kib(1)} KiB, and leaves nothing out`,
    )
  }
  return createIgnore(await readFile(path, 'utf8'))
}
