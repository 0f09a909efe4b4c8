/** The files of a database. A scan opens those that its packages need. */
export type Group = 'debian' | 'ubuntu' | 'rpm' | 'apk' | 'languages'

export const GROUPS: readonly Group[] = ['apk', 'debian', 'languages', 'rpm', 'ubuntu']

/** By which name a source knows the packages of its ecosystem. */
export type NamedBy = 'source' | 'binary' | 'either'

interface System {
  readonly group: Group
  readonly namedBy: NamedBy
  /** Whether it has releases that differ: without one it is not known which an advisory means. */
  readonly hasReleases: boolean
}

const system = (group: Group, namedBy: NamedBy, hasReleases = true): System => ({ group, namedBy, hasReleases })

/** Ecosystems of operating systems, by what stands before the first colon. */
const SYSTEMS: Readonly<Record<string, System>> = {
  Debian: system('debian', 'source'),
  Echo: system('debian', 'source', false),
  Ubuntu: system('ubuntu', 'source'),
  Alpine: system('apk', 'source'),
  Alpaquita: system('apk', 'source'),
  'BellSoft Hardened Containers': system('apk', 'source'),
  Wolfi: system('apk', 'either', false),
  Chainguard: system('apk', 'either', false),
  MinimOS: system('apk', 'either', false),
  CleanStart: system('apk', 'either', false),
  AlmaLinux: system('rpm', 'binary'),
  'Rocky Linux': system('rpm', 'either'),
  'Red Hat': system('rpm', 'either'),
  'Oracle Linux': system('rpm', 'binary'),
  'Amazon Linux': system('rpm', 'binary'),
  SUSE: system('rpm', 'either'),
  openSUSE: system('rpm', 'either'),
  'Photon OS': system('rpm', 'either'),
  'Azure Linux': system('rpm', 'either'),
  CentOS: system('rpm', 'either'),
  Fedora: system('rpm', 'either'),
  openEuler: system('rpm', 'either'),
  Mageia: system('rpm', 'source'),
}

/** Ecosystems of languages as the OSV schema writes them, by their name in lower case. */
const LANGUAGES: ReadonlyMap<string, string> = new Map(
  [
    'Bioconductor',
    'Bitnami',
    'ConanCenter',
    'CRAN',
    'crates.io',
    'GHC',
    'GitHub Actions',
    'Go',
    'Hackage',
    'Hex',
    'Julia',
    'Maven',
    'npm',
    'NuGet',
    'opam',
    'Packagist',
    'Pub',
    'PyPI',
    'Ruby',
    'RubyGems',
    'SwiftURL',
    'VSCode',
    'WordPress',
  ].map((name) => [name.toLowerCase(), name]),
)

const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(SYSTEMS).map((name) => [name.toLowerCase(), name]),
)

/** What stands before the first colon, as the schema writes it. */
export function familyOf(ecosystem: string): string {
  const name = ecosystem.split(':', 1)[0] ?? ''
  const lower = name.toLowerCase()
  return SYSTEM_NAMES.get(lower) ?? LANGUAGES.get(lower) ?? name
}

/** Which file holds the packages of an ecosystem; `undefined` for one that is not known. */
export function groupOf(ecosystem: string): Group | undefined {
  const family = familyOf(ecosystem)
  return SYSTEMS[family]?.group ?? (LANGUAGES.has(family.toLowerCase()) ? 'languages' : undefined)
}

/** By which name the packages of an ecosystem are looked up. */
export const namedByOf = (ecosystem: string): NamedBy => SYSTEMS[familyOf(ecosystem)]?.namedBy ?? 'binary'

/** Whether an ecosystem has releases and this text names none. */
export function lacksRelease(ecosystem: string): boolean {
  return SYSTEMS[familyOf(ecosystem)]?.hasReleases === true && !ecosystem.includes(':')
}

/**
 * One writing for each ecosystem: `Ubuntu:22.04:LTS` is `Ubuntu:22.04`, `Red Hat:enterprise_linux:9::appstream` is `Red Hat:9`, while a
 * channel that is bought (`Ubuntu:Pro:22.04`, `Red Hat:rhel_aus:8.6`) stays one of its own.
 */
export function normalizeEcosystem(ecosystem: string): string {
  const family = familyOf(ecosystem)
  const rest = ecosystem.slice(family.length).replace(/^:/, '').trim()
  if (rest === '' || !Object.hasOwn(SYSTEMS, family)) {
    // Packagist of Drupal: another list of packages, whose names tell them apart.
    return family
  }
  switch (family) {
    case 'Ubuntu':
      return `${family}:${rest.replace(/:LTS$/i, '')}`
    case 'Alpine':
    case 'Alpaquita':
      return `${family}:${rest.replace(/^(?=\d)/, 'v').replace(/^(v\d+\.\d+)\..*$/, '$1')}`
    case 'Red Hat':
      return `${family}:${redHatRelease(rest)}`
    case 'AlmaLinux':
    case 'Rocky Linux':
    case 'Oracle Linux':
    case 'CentOS':
      return `${family}:${/^\d+/.exec(rest)?.[0] ?? rest}`
    default:
      return `${family}:${rest}`
  }
}

/** `enterprise_linux:9::baseos` is release 9; what has support of its own (`rhel_eus:9.4::appstream`) keeps its product. */
function redHatRelease(rest: string): string {
  const [product = '', version = ''] = rest.split(':')
  if (/^\d/.test(product)) return product.split('.', 1)[0] ?? product
  const [major = ''] = version.split('.')
  return product === 'enterprise_linux' && major !== '' ? major : `${product}:${version}`
}

/** How what is installed is looked up where an ecosystem names sources: some of its feeds know nothing else. */
export const binaryName = (name: string): string => `binary/${name}`

/** One writing for the names that an ecosystem takes for one. */
export function normalizeName(ecosystem: string, name: string): string {
  switch (familyOf(ecosystem)) {
    case 'PyPI':
      return name.toLowerCase().replace(/[-_.]+/g, '-')
    case 'Packagist':
    case 'NuGet':
    case 'SwiftURL':
    case 'Hex':
    case 'Pub':
    case 'GitHub Actions':
    case 'Bitnami':
      return name.toLowerCase()
    default:
      return name
  }
}
