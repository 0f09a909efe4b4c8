import { posix } from 'node:path'
import type { Repository } from './repository.ts'
import type { Submodule } from './tree.ts'
import { parseAddress } from './url.ts'
import type { GitAddress } from './url.ts'

/** Where a submodule is fetched from, or why it is not: it must be on the host of its parent. */
export async function submoduleAddress(parent: Repository, { path }: Submodule): Promise<GitAddress | string> {
  const text = (await parent.read('.gitmodules'))?.toString('utf8') ?? ''
  const url = parseModules(text).get(path)
  if (url === undefined) return 'it is a submodule that .gitmodules does not name'
  try {
    const address = parseAddress(/^\.\.?\//.test(url) ? resolveRelative(parent.address, url) : url)
    const isSameHost = address.transport === parent.address.transport && address.host === parent.address.host && address.port === parent.address.port
    if (!isSameHost || address.transport === 'local') return `it is a submodule on another host: ${address.name}`
    const user = address.user ?? parent.address.user
    return { ...address, inside: '', ...(user === undefined ? {} : { user }) }
  } catch {
    return 'it is a submodule whose address cannot be used'
  }
}

/** Addresses by path in a `.gitmodules` (git-config's syntax, as far as that file uses it). */
export function parseModules(text: string): ReadonlyMap<string, string> {
  const urls = new Map<string, string>()
  let path: string | undefined
  let url: string | undefined
  for (const line of [...text.split(/\r?\n/), '[end]']) {
    if (/^\s*\[/.test(line)) {
      if (path !== undefined && url !== undefined) urls.set(path, url)
      path = undefined
      url = undefined
    }
    const [, key, value] = /^\s*(path|url)\s*=\s*"?([^"]*?)"?\s*$/.exec(line) ?? []
    if (key === 'path') path = value
    if (key === 'url') url = value
  }
  return urls
}

/** `../other.git` beside the parent, as git resolves it. */
function resolveRelative({ url, path }: GitAddress, relative: string): string {
  if (url.includes('://')) return new URL(relative, `${url}/`).href
  return url.slice(0, url.indexOf(':') + 1) + posix.join(path, relative)
}
