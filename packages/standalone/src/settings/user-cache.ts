import { openCache, readCacheKey } from '@veinmind/engine'
import type { LayerCache } from '@veinmind/engine'
import type { Logger } from '@veinmind/sdk'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { isAbsolute, relative, resolve } from 'node:path'
import type { CacheSettings } from './scan-settings.ts'
import { defaultCacheFolder, defaultKeyFile } from './user-folders.ts'

const VARIABLE = 'VEINMIND_CACHE_KEY'
/** A shorter key could be guessed by whoever has the cache. */
const SHORTEST = 32

/** The user's layer cache; undefined where none is wanted, and, with a warning, where there can be none: a scan needs no cache. */
export async function openUserCache(
  { isWanted, directory: named, maxBytes }: CacheSettings,
  log: Logger,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<LayerCache | undefined> {
  if (!isWanted) return undefined
  const directory = resolve(named ?? defaultCacheFolder(environment))
  try {
    return await openCache({ directory, key: await findKey(directory, environment), maxBytes })
  } catch (error) {
    const { code, message, hint } = toVeinmindError(error, 'CACHE_UNUSABLE')
    log.warn('the scan goes on without a cache', { code, reason: message, hint })
    return undefined
  }
}

/** The key of the environment, else that of the user's own file. */
async function findKey(directory: string, environment: NodeJS.ProcessEnv): Promise<Uint8Array> {
  const given = environment[VARIABLE]?.trim()
  if (given) {
    if (given.length >= SHORTEST) return Buffer.from(given)
    throw new VeinmindError('CACHE_KEY_UNUSABLE', `${VARIABLE} has less than ${SHORTEST} characters`, {
      hint: 'give it what `openssl rand -hex 32` prints',
    })
  }
  const file = defaultKeyFile(environment)
  if (isBelow(directory, file)) {
    throw new VeinmindError('CACHE_KEY_UNUSABLE', `${file} is in the folder of the cache that it is to seal`, {
      hint: `name another folder with --cache-dir, or set ${VARIABLE}`,
    })
  }
  return readCacheKey(file)
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return !way.startsWith('..') && !isAbsolute(way)
}
