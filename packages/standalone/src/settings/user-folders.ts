import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder of the layer cache where none is named: the user's cache folder, as its system has it. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'veinmind', 'cache')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'veinmind')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'veinmind')
}

/** The folder of compiled code: beside the layer cache, whose folder may be shared. */
export const defaultCodeFolder = (environment: NodeJS.ProcessEnv): string => `${defaultCacheFolder(environment)}-code`

/** The file that the key of the layer cache is kept in: in the user's folder for configuration, apart from caches. */
export function defaultKeyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'veinmind', 'cache.key')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'veinmind', 'cache.key')
  return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'veinmind', 'cache.key')
}

/** The user's folder for data of programs: installed plugins, databases. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = environment
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'veinmind')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'veinmind')
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'veinmind')
}

/** The folder of the user's data: the one that is named, else what a host has given this plugin, else the user's own. */
export function dataFolder(named: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(named ?? (environment['VEINMIND_DATA_DIR'] || defaultDataFolder(environment)))
}

/** The folder of installed plugins where none is named. */
export const pluginHomeIn = (data: string): string => join(data, 'plugins')
