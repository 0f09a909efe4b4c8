import { cutText } from '@veinmind/internal/text'
import { registryError } from './errors.ts'

/** An image reference as Docker reads it. */
export interface Reference {
  /** Host and port as written; `docker.io` for a short name. */
  readonly host: string
  /** Path below the host, such as `library/nginx`. */
  readonly repository: string
  readonly tag?: string
  /** `sha256:…` or `sha512:…`. */
  readonly digest?: string
}

/** What a positional argument of `scan registry` names. */
export type TargetName =
  | { readonly kind: 'image'; readonly reference: Reference }
  /** A repository, or a project when there is no repository of that name. */
  | { readonly kind: 'repository'; readonly host: string; readonly path: string }
  /** `host/project/`: every repository below it. */
  | { readonly kind: 'project'; readonly host: string; readonly path: string }
  /** `host/`: everything. */
  | { readonly kind: 'registry'; readonly host: string }

/** Docker's limit is 255 for a name; digests and tags come on top. */
const MAX_LENGTH = 512
const MAX_REPOSITORY = 255

// The grammar of github.com/distribution/reference, with hosts in any case.
const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/i
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGESTS: Readonly<Record<string, RegExp>> = { sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ }

/** Whether `text` is a digest of an algorithm that can be verified here: sha256 or sha512. */
export function isDigest(text: string): boolean {
  const colon = text.indexOf(':')
  return DIGESTS[text.slice(0, colon)]?.test(text.slice(colon + 1)) ?? false
}

/** Whether `text` may be a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/** Whether `text` may be the path of a repository. */
export function isRepository(text: string): boolean {
  return text.length <= MAX_REPOSITORY && text.split('/').every((component) => COMPONENT.test(component))
}

/** Whether `text` may be a registry's host, with or without a port; IPv6 in brackets. */
export function isHost(text: string): boolean {
  const match = HOST.exec(text)
  if (!match || text.length > 260) return false
  const port = match[1]
  return (port === undefined || (Number(port) > 0 && Number(port) < 65_536)) && URL.canParse(`http://${text}/`)
}

/**
 * Reads an image reference with Docker's defaults: no host is `docker.io`, one name below it is in `library/`. Without
 * tag and digest both are absent: a caller that wants `latest` says so. Throws `REGISTRY_REFERENCE_INVALID`.
 */
export function parseReference(text: string): Reference {
  const { host, rest } = splitHost(text)
  const at = rest.indexOf('@')
  const digest = at === -1 ? undefined : rest.slice(at + 1)
  const name = at === -1 ? rest : rest.slice(0, at)
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  const tag = colon === -1 ? undefined : name.slice(colon + 1)
  const path = colon === -1 ? name : name.slice(0, colon)
  const repository = host === 'docker.io' && path !== '' && !path.includes('/') ? `library/${path}` : path

  if (!isRepository(repository)) throw invalid(text, repositoryFault(repository))
  if (tag !== undefined && !isTag(tag)) {
    throw invalid(text, `"${tag}" is not a tag: letters, digits, "_", "." and "-", at most 128`)
  }
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, `"${digest}" is not a sha256 or sha512 digest`)
  return { host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

/** Reads what `scan registry` is given: a reference, or `host/`, `host/project/`, `host/repository`. */
export function parseTarget(text: string): TargetName {
  if (text.endsWith('/')) return parseFolder(text)
  if (!text.includes('/') && (/[.]/.test(text) || /^localhost(?::|$)/i.test(text)) && isHost(text)) {
    throw invalid(
      text,
      'is it a registry or an image of Docker Hub?',
      `write "${text}/" for the whole registry, or "docker.io/library/${text}"`,
    )
  }
  const reference = parseReference(text)
  if (reference.tag !== undefined || reference.digest !== undefined) return { kind: 'image', reference }
  return { kind: 'repository', host: reference.host, path: reference.repository }
}

/** The reference as text: `host/repository:tag@digest`. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`
  return `${reference.host}/${reference.repository}${tag}${digest}`
}

/** The target as a user writes it. */
export function formatTarget(target: TargetName): string {
  if (target.kind === 'image') return formatReference(target.reference)
  if (target.kind === 'registry') return `${target.host}/`
  return `${target.host}/${target.path}${target.kind === 'project' ? '/' : ''}`
}

function parseFolder(text: string): TargetName {
  const { host, rest } = splitHost(text, true)
  const path = rest.replace(/\/$/, '')
  if (path === '') return { kind: 'registry', host }
  if (!isRepository(path)) throw invalid(text, repositoryFault(path))
  return { kind: 'project', host, path }
}

function splitHost(text: string, hostNeeded = false): { readonly host: string; readonly rest: string } {
  if (text.length === 0 || text.length > MAX_LENGTH) {
    throw invalid(cutText(text, 80), text === '' ? 'it is empty' : 'it is too long')
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw invalid(
      text,
      'a reference has no scheme',
      'leave "https://" out; for a registry without TLS add --plain-http',
    )
  }
  const slash = text.indexOf('/')
  const first = slash === -1 ? '' : text.slice(0, slash)
  // Docker's rule: the first component is a host if it could not be part of a repository, or is localhost.
  const looksLikeHost = /[.:[\]]/.test(first) || first.toLowerCase() === 'localhost' || first !== first.toLowerCase()
  if (!looksLikeHost && !(hostNeeded && first !== '' && text.indexOf('/') === text.length - 1)) {
    return { host: 'docker.io', rest: text }
  }
  if (/:.*@/.test(first))
    throw invalid(text, 'a reference holds no login', 'give it by --username and --password-stdin, or by docker login')
  if (!isHost(first)) throw invalid(text, `"${first}" is not a host`)
  const host = first.toLowerCase() === 'index.docker.io' ? 'docker.io' : first
  return { host, rest: text.slice(slash + 1) }
}

function repositoryFault(repository: string): string {
  if (repository === '') return 'it names no repository'
  if (/[A-Z]/.test(repository)) return `"${repository}" is not a repository: it must be lower case`
  if (repository.length > MAX_REPOSITORY) return `the repository is longer than ${MAX_REPOSITORY} characters`
  return `"${repository}" is not a repository: lower case letters and digits, parted by "/", ".", "_", "__" or "-"`
}

function invalid(text: string, why: string, hint?: string): Error {
  return registryError(
    'REGISTRY_REFERENCE_INVALID',
    `"${text}" cannot be read as a reference: ${why}`,
    hint === undefined ? {} : { hint },
  )
}
