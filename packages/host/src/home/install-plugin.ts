import { lstat, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { toVeinmindError, usageError } from '@veinmind/sdk'
import { openAndDescribe } from '../external-plugin.ts'
import { copyExecutable } from './copy-executable.ts'
import type { InstalledExecutable } from './copy-executable.ts'
import { installPackage, installPacked, isPacked } from './install-package.ts'
import { parseRecord, RECORD } from './record.ts'
import type { PluginRecord } from './record.ts'

/** How a plugin is installed. */
export interface InstallOptions {
  readonly signal?: AbortSignal
  /** Names that are taken by others. */
  readonly reserved?: readonly string[]
  /** Grants a plugin from npm the network, if its manifest says that it needs it. */
  readonly network?: boolean
  /** Grants a plugin from npm native code, if its manifest says that it needs it. */
  readonly addons?: boolean
}

/** Installs into a folder beside the others, and puts it into its place when all of it is there. */
export async function installPlugin(
  directory: string,
  source: string,
  { signal, reserved = [], network = false, addons = false }: InstallOptions = {},
): Promise<PluginRecord> {
  await makeFolder(directory, 0o700)
  const folder = await realpath(await mkdtemp(join(directory, '.install-')))
  try {
    const isPath = /^(?:\.{1,2}[/\\]|[/\\]|[A-Za-z]:[/\\])/.test(source)
    const executable = await (isPath ? installFile(source, folder, signal) : installPackage(source, folder, signal))
    const path = join(folder, executable.path)
    const sandbox = executable.isScript ? { folder, network: false, addons: false } : undefined
    const { plugin, known } = await openAndDescribe(path, {
      ...(signal ? { signal } : {}),
      ...(sandbox ? { sandbox } : {}),
    })
    if (reserved.includes(plugin.name))
      throw usageError('HOST_NAME_TAKEN', `${source}: a plugin of VeinMind itself is called ${plugin.name}`)
    const record: PluginRecord = {
      name: plugin.name,
      version: plugin.version,
      source: isPath ? await realpath(source) : source,
      executable: executable.path,
      kinds: plugin.commands.map(({ kind }) => kind),
      needs: plugin.needs,
      isSandboxed: executable.isScript,
      network: network && plugin.needs.includes('network'),
      addons: addons && plugin.needs.includes('addons'),
      known,
    }
    const place = join(directory, plugin.name)
    await refuseForeign(place)
    await writeFile(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`)
    await replace(folder, place)
    return record
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function installFile(path: string, folder: string, signal: AbortSignal | undefined): Promise<InstalledExecutable> {
  return isPacked(path) ? installPacked(path, folder, signal) : copyExecutable(path, folder)
}

/** Throws `HOST_PLACE_TAKEN` for anything but a folder that was installed: a home may be any folder that a user names. */
export async function refuseForeign(place: string): Promise<void> {
  const found = await lstat(place).catch(() => undefined)
  if (found === undefined) return
  try {
    if (!found.isDirectory()) throw new TypeError('it is no folder')
    parseRecord(basename(place), await readFile(join(place, RECORD), 'utf8'))
  } catch (error) {
    throw usageError(
      'HOST_PLACE_TAKEN',
      `${place} is not a plugin that was installed: ${toVeinmindError(error).message}`,
      {
        hint: 'it is left as it is; name another --plugin-home, or move it away',
      },
    )
  }
}

/** Puts `folder` where `place` is; what stood there is moved away first, since a folder cannot be replaced in one step. */
async function replace(folder: string, place: string): Promise<void> {
  const old = `${folder}.old`
  const hadOne = await rename(place, old).then(
    () => true,
    () => false,
  )
  await rename(folder, place)
  if (hadOne) await rm(old, { recursive: true, force: true })
}
