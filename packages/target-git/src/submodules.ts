import { posix } from 'node:path'
import type { Repository } from './repository.ts'
import { parseAddress } from './url.ts'
import type { GitAddress } from './url.ts'

/**
 * Where a submodule is fetched from, or why it is not: it must be on the host of its parent, or on one of `hosts`. `url`: what
 * `.gitmodules` says.
 */
export function submoduleAddress(
  parent: GitAddress,
  url: string | undefined,
  hosts: readonly string[],
): GitAddress | string {
  if (url === undefined) return 'it is a submodule that .gitmodules does not name'
  try {
    const address = parseAddress(/^\.\.?\//.test(url) ? resolveRelative(parent, url) : url)
    const isAllowed = isSameHost(address, parent) || hosts.includes(address.host)
    if (!isAllowed || address.transport === 'local')
      return `it is a submodule on another host: ${address.name}; --submodule-host allows it`
    if (!isSameHost(address, parent)) return { ...address, inside: '' }
    const user = address.user ?? parent.user
    return { ...address, inside: '', ...(user === undefined ? {} : { user }) }
  } catch {
    return 'it is a submodule whose address cannot be used'
  }
}

/** Whether two repositories are on one host, reached in one way: a login for one may go to the other. */
export function isSameHost(a: GitAddress, b: GitAddress): boolean {
  return a.transport === b.transport && a.host === b.host && a.port === b.port
}

/** Addresses of submodules by path, as the repository says them. */
export async function readModules(repository: Pick<Repository, 'read'>): Promise<ReadonlyMap<string, string>> {
  return parseModules((await repository.read('.gitmodules'))?.toString('utf8') ?? '')
}

/** Addresses by path in a `.gitmodules` (git-config's syntax, as far as that file uses it). */
export function parseModules(text: string): ReadonlyMap<string, string> {
  const urls = new Map<string, string>()
  let section: { path?: string; url?: string } = {}
  for (const line of [...text.split('\n'), '[end]']) {
    const trimmed = line.trim()
    if (trimmed.startsWith('[')) {
      if (section.path !== undefined && section.url !== undefined) urls.set(section.path, section.url)
      section = {}
    }
    const equals = trimmed.indexOf('=')
    const key = trimmed.slice(0, Math.max(0, equals)).trim()
    if (key === 'path' || key === 'url')
      section[key] = trimmed
        .slice(equals + 1)
        .trim()
        .replace(/^"|"$/g, '')
  }
  return urls
}

/** `../other.git` beside the parent, as git resolves it. */
function resolveRelative({ url, path }: GitAddress, relative: string): string {
  if (url.includes('://')) return new URL(relative, `${url}/`).href
  return url.slice(0, url.indexOf(':') + 1) + posix.join(path, relative)
}
