/** What a package URL is made of (ECMA-427), with the name as its ecosystem writes it: `@scope/name`, `group:artifact`, `vendor/name`. */
export interface PurlParts {
  readonly type: string
  readonly name: string
  readonly version?: string | undefined
  /** Of operating systems: who made the package. Elsewhere the namespace is part of `name`. */
  readonly namespace?: string | undefined
  readonly qualifiers?: Readonly<Record<string, string | undefined>> | undefined
  readonly subpath?: string | undefined
}

/** Types whose names are the same in any case, so that their purl has them in lower case. */
const LOWER = new Set([
  'pypi',
  'golang',
  'composer',
  'github',
  'gitlab',
  'bitbucket',
  'deb',
  'apk',
  'alpm',
  'hex',
  'pub',
  'bitnami',
  'luarocks',
])
/** Types whose names have a namespace before the last slash. */
const SLASH = new Set([
  'npm',
  'golang',
  'composer',
  'swift',
  'github',
  'gitlab',
  'bitbucket',
  'hex',
  'clojars',
  'oci',
  'docker',
])

/** The package URL, normalised as its type wants it. */
export function purlOf({ type, name, version, namespace, qualifiers, subpath }: PurlParts): string {
  const [inner, bare] = splitName(type, name)
  const segments = (namespace ?? inner).split('/').filter((segment) => segment !== '')
  const path = [...segments, bare].map((segment) => encode(normalise(type, segment)))
  const pairs = Object.entries(qualifiers ?? {}).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${key.toLowerCase()}=${encode(value)}`],
  )
  const inside = (subpath ?? '').split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  return [
    `pkg:${type}/${path.join('/')}`,
    version === undefined || version === '' ? '' : `@${encode(version)}`,
    pairs.length === 0 ? '' : `?${pairs.sort().join('&')}`,
    inside.length === 0 ? '' : `#${inside.map(encode).join('/')}`,
  ].join('')
}

/**
 * The parts of a package URL; `undefined` for an invalid one. The name is written as in its ecosystem, unless `namespace` is given
 * apart.
 */
export function parsePurl(text: string): PurlParts | undefined {
  const match =
    /^pkg:\/{0,2}([A-Za-z][A-Za-z0-9.+-]{0,63})\/([^?#]{1,4096})(?:\?([^#]{0,8192}))?(?:#(.{0,4096}))?$/s.exec(text)
  if (match === null) return undefined
  const [, rawType = '', path = '', query = '', subpath] = match
  const type = rawType.toLowerCase()
  const at = path.lastIndexOf('@')
  // The scope of npm may stand unencoded at the beginning of a segment; a version never does.
  const hasVersion = at > 0 && path[at - 1] !== '/' && !path.slice(at).includes('/')
  const segments = (hasVersion ? path.slice(0, at) : path)
    .split('/')
    .map(decode)
    .filter((segment) => segment !== '')
  const bare = segments.pop()
  if (bare === undefined) return undefined
  const namespace = segments.join('/')
  const isJoined = SLASH.has(type) || type === 'maven'
  const name = namespace === '' || !isJoined ? bare : `${namespace}${type === 'maven' ? ':' : '/'}${bare}`
  const qualifiers: Record<string, string> = Object.create(null)
  for (const pair of query.split('&', 64)) {
    const equals = pair.indexOf('=')
    if (equals > 0) qualifiers[pair.slice(0, equals).toLowerCase()] = decode(pair.slice(equals + 1))
  }
  return {
    type,
    name,
    ...(hasVersion ? { version: decode(path.slice(at + 1)) } : {}),
    ...(namespace !== '' && !isJoined ? { namespace } : {}),
    ...(Object.keys(qualifiers).length > 0 ? { qualifiers } : {}),
    ...(subpath === undefined ? {} : { subpath: decode(subpath) }),
  }
}

function splitName(type: string, name: string): readonly [namespace: string, name: string] {
  const separator = type === 'maven' ? ':' : '/'
  const at = type === 'maven' || SLASH.has(type) ? name.lastIndexOf(separator) : -1
  return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)]
}

function normalise(type: string, segment: string): string {
  const cased = LOWER.has(type) ? segment.toLowerCase() : segment
  return type === 'pypi' ? cased.replaceAll('_', '-') : cased
}

function encode(text: string): string {
  // What a lone surrogate stands for is no text: encodeURIComponent would throw.
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
