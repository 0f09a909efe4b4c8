import { usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'

/** Where a repository is, and which folder of it is meant. */
export interface GitAddress {
  readonly transport: 'https' | 'http' | 'ssh' | 'local'
  /** Without credentials; for `local` a path. */
  readonly url: string
  readonly host: string
  readonly port?: number
  readonly user?: string
  /** Path of the repository on its host. */
  readonly path: string
  /** Folder or file inside the repository, after `//`; empty for all of it. */
  readonly inside: string
  /** What to show: without credentials. */
  readonly name: string
}

const USAGE =
  'write https://host/repo.git, ssh://git@host/repo.git or git@host:repo.git, with //folder for a part of it'

/**
 * Reads an address as git does: `https://…`, `http://…`, `ssh://…`, `git@host:path`, or the path of a bare repository; a folder
 * inside it follows after `//`. Throws `GIT_URL_INVALID`.
 */
export function parseAddress(text: string): GitAddress {
  if (hasControl(text)) throw invalid(text, 'it holds a control character')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'https' || scheme === 'http' || scheme === 'ssh') return fromUrl(text, scheme)
  if (scheme !== undefined) throw invalid(text, `${scheme}: is none of https, http and ssh`)
  const scp = /^(?:([\w.-]+)@)?([\w.-]+|\[[0-9a-f:]+\]):(?!\/\/|:)(.+)$/i.exec(text)
  if (scp) return fromScp(text, scp)
  return fromPath(text)
}

/** Whether `text` is an address, one that `parseAddress` refuses too, rather than a path. */
export function isGitUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:(?!\/\/|:)./.test(text)
}

function fromUrl(text: string, transport: 'https' | 'http' | 'ssh'): GitAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.hostname === '') throw invalid(text, 'it names no host')
  const [path, inside] = splitInside(decodePart(text, url.pathname))
  if (path === '/' || path === '') throw invalid(text, 'it names no repository')
  if (url.password !== '') {
    throw invalid(
      text,
      'it holds a password, which others of this machine can read',
      'give it by --token-stdin or VEINMIND_GIT_TOKEN',
    )
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const user = decodePart(text, url.username)
  if (hasControl(path + inside + user)) throw invalid(text, 'it holds a control character')
  checkSsh(text, transport, [host, user])
  // As it was written: decoded, a path could become a query or a fragment.
  const base = `${transport}://${url.host}${splitInside(url.pathname)[0]}`
  return {
    transport,
    host,
    path,
    inside,
    url: base,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(user === '' ? {} : { user }),
    name: inside === '' ? base : `${base}//${inside}`,
  }
}

function fromScp(text: string, [, user, rawHost = '', rest = '']: RegExpExecArray): GitAddress {
  const [path, inside] = splitInside(rest)
  const host = rawHost.replace(/^\[|\]$/g, '')
  checkSsh(text, 'ssh', [host, user ?? ''])
  const url = text.slice(0, text.length - rest.length) + path
  return { transport: 'ssh', url, host, path, inside, ...(user === undefined ? {} : { user }), name: text }
}

function fromPath(text: string): GitAddress {
  const [path, inside] = splitInside(text)
  if (path === '') throw invalid(text, 'it names no repository')
  return { transport: 'local', url: path, host: '', path, inside, name: text }
}

/** `repo.git//deploy` is the folder `deploy` of `repo.git`. */
function splitInside(path: string): [path: string, inside: string] {
  const at = path.indexOf('//', 1)
  if (at === -1) return [path, '']
  return [path.slice(0, at), path.slice(at + 2).replace(/^\/+|\/+$/g, '')]
}

function decodePart(text: string, part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw invalid(text, 'it is not percent-encoded as it should be')
  }
}

/** Also after decoding: a line feed would be a line of its own to a credential helper (CVE-2020-5260). */
function hasControl(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text)
}

/** A host or a user that begins with a hyphen could be read as an option by other programs (CVE-2017-1000117). */
function checkSsh(text: string, transport: string, words: readonly string[]): void {
  if (transport === 'ssh' && words.some((word) => word.startsWith('-')))
    throw invalid(text, 'a name begins with a hyphen')
}

function invalid(text: string, why: string, hint: string = USAGE): VeinmindError {
  return usageError('GIT_URL_INVALID', `cannot use the address ${withoutPassword(text)}: ${why}`, { hint })
}

/** An address as it may be shown, whatever it is. */
export function withoutPassword(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/:@]*):[^/]*@/i, '$1@')
}
