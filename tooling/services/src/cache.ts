import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder that keeps what takes long to make, between runs. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'veinmind-services')
}
