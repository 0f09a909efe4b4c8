import { lstat, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeFolder, suggest } from '@veinmind/internal'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { openAndDescribe } from '../external-plugin.ts'
import type { ExternalOptions } from '../external-options.ts'
import { copyExecutable } from './copy-executable.ts'
import type { InstalledExecutable } from './copy-executable.ts'
import { installPackage, installPacked, isPacked } from './install-package.ts'
import { parseRecord } from './record.ts'
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

/** The folder of the plugins that a user has installed. Nothing is run that is not in it. */
export interface PluginHome {
  readonly directory: string
  /** What is installed, by name. A folder that is damaged is left out, and told to `onDamaged`. */
  list(onDamaged?: (error: VeinmindError) => void): Promise<readonly PluginRecord[]>
  /**
   * Installs an executable file or a packed package `….tgz` (a path: absolute, or from `./` or `../`), or a package of npm; replaces
   * the one of its name.
   */
  install(source: string, options?: InstallOptions): Promise<PluginRecord>
  /** Throws `HOST_PLUGIN_NOT_INSTALLED` for a name that none has. */
  remove(name: string): Promise<void>
  /** The plugin; one that does not start any more is a plugin that fails, so that the others run. */
  open(record: PluginRecord, options?: ExternalOptions): Promise<Plugin>
}

const RECORD = 'plugin.json'

/** Opens the folder `directory`, which is made when something is installed. */
export function openPluginHome(directory: string): PluginHome {
  const list: PluginHome['list'] = async (onDamaged) => {
    const names = await readdir(directory).catch(() => [])
    const records: PluginRecord[] = []
    for (const name of names.filter((each) => !each.startsWith('.')).toSorted()) {
      try {
        records.push(parseRecord(name, await readFile(join(directory, name, RECORD), 'utf8')))
      } catch (error) {
        onDamaged?.(
          new VeinmindError('HOST_HOME_DAMAGED', `${join(directory, name)}: ${toVeinmindError(error).message}`, {
            hint: 'remove the folder by hand if nothing else is in it',
          }),
        )
      }
    }
    return records
  }

  const install: PluginHome['install'] = async (
    source,
    { signal, reserved = [], network = false, addons = false } = {},
  ) => {
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

  return {
    directory,
    list,
    install,
    remove: async (name) => {
      const names = (await readdir(directory).catch(() => [])).filter((each) => !each.startsWith('.'))
      if (!names.includes(name)) {
        const near = suggest(name, names)
        throw usageError(
          'HOST_PLUGIN_NOT_INSTALLED',
          `no plugin ${name} is installed`,
          near ? { hint: `did you mean ${near}?` } : {},
        )
      }
      await refuseForeign(join(directory, name))
      await rm(join(directory, name), { recursive: true })
    },
    open: async (record, options = {}) => {
      try {
        const folder = await realpath(join(directory, record.name))
        const sandbox = record.isSandboxed ? { folder, network: record.network, addons: record.addons } : undefined
        const { plugin, known } = await openAndDescribe(join(folder, record.executable), {
          ...options,
          ...(record.known ? { known: record.known } : {}),
          ...(sandbox ? { sandbox } : {}),
        })
        // Its files have changed, or Node has: next time it need not be asked again.
        if (known.files !== record.known?.files || known.stamp !== record.known.stamp)
          await renew(folder, { ...record, known })
        return plugin
      } catch (error) {
        options.signal?.throwIfAborted()
        return failing(record, error)
      }
    },
  }
}

/** Writes the record of a plugin. Where that fails, its manifest is asked for again next time. */
async function renew(folder: string, record: PluginRecord): Promise<void> {
  const unfinished = join(folder, `.${RECORD}.${process.pid}`)
  try {
    await writeFile(unfinished, `${JSON.stringify(record, undefined, 2)}\n`)
    await rename(unfinished, join(folder, RECORD))
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined)
  }
}

function installFile(path: string, folder: string, signal: AbortSignal | undefined): Promise<InstalledExecutable> {
  return isPacked(path) ? installPacked(path, folder, signal) : copyExecutable(path, folder)
}

function failing({ name, version, kinds }: PluginRecord, error: unknown): Plugin {
  const commands = kinds.map((kind) => ({
    kind,
    path: ['scan', kind],
    scan: () => Promise.reject(toVeinmindError(error, 'HOST_PLUGIN_FAILED')),
  }))
  return { name, title: name, description: name, version, needs: [], options: {}, inspectors: [], commands }
}

/** Throws `HOST_PLACE_TAKEN` for anything but a folder that was installed: a home may be any folder that a user names. */
async function refuseForeign(place: string): Promise<void> {
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
