import { readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suggest } from '@veinmind/internal'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { openAndDescribe } from '../external-plugin.ts'
import type { ExternalOptions } from '../external-options.ts'
import { installPlugin, refuseForeign } from './install-plugin.ts'
import type { InstallOptions } from './install-plugin.ts'
import { parseRecord, RECORD } from './record.ts'
import type { PluginRecord } from './record.ts'

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

  return {
    directory,
    list,
    install: (source, options) => installPlugin(directory, source, options),
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

function failing({ name, version, kinds }: PluginRecord, error: unknown): Plugin {
  const commands = kinds.map((kind) => ({
    kind,
    path: ['scan', kind],
    scan: () => Promise.reject(toVeinmindError(error, 'HOST_PLUGIN_FAILED')),
  }))
  return { name, title: name, description: name, version, needs: [], options: {}, inspectors: [], commands }
}
