import type { ReleaseFile } from './release-files.ts'

/** What release files say, in the words of os-release. */
export interface Identity {
  readonly family: string
  readonly name: string
  readonly version: string
  readonly codename?: string
  readonly like: readonly string[]
  readonly variant?: string
  readonly cpe?: string
}

/** How one-line files name their systems; the first that fits. */
const LINES: readonly (readonly [pattern: RegExp, family: string, like: readonly string[]])[] = [
  [/^CentOS/i, 'centos', ['rhel', 'fedora']],
  [/^Red Hat|^RHEL/i, 'rhel', ['fedora']],
  [/^Rocky/i, 'rocky', ['rhel', 'fedora']],
  [/^AlmaLinux/i, 'almalinux', ['rhel', 'fedora']],
  [/^Oracle|^Enterprise Linux/i, 'ol', ['rhel', 'fedora']],
  [/^Scientific/i, 'scientific', ['rhel', 'fedora']],
  [/^Fedora/i, 'fedora', []],
  [/^Amazon/i, 'amzn', ['rhel', 'fedora']],
  [/^VMware Photon|^Photon/i, 'photon', []],
  [/^CBL-Mariner/i, 'mariner', []],
  [/^Azure Linux|^Microsoft Azure Linux/i, 'azurelinux', []],
  [/^openSUSE/i, 'opensuse', ['suse']],
  [/^SUSE/i, 'sles', ['suse']],
  [/^Gentoo/i, 'gentoo', []],
  [/^Slackware/i, 'slackware', []],
]

/** The families that lsb-release writes otherwise than os-release. */
const LSB_FAMILIES: ReadonlyMap<string, string> = new Map([
  ['redhatenterpriseserver', 'rhel'],
  ['redhatenterprise', 'rhel'],
  ['oracleserver', 'ol'],
  ['amazonami', 'amzn'],
  ['suse linux', 'sles'],
  ['arch', 'arch'],
])

/** Reads who a release file says that the system is; `undefined` where it says nothing of use. */
export function identify(file: string, { settings, line }: ReleaseFile): Identity | undefined {
  if (settings === undefined) return identifyLine(file, line ?? '')
  const text = (name: string): string | undefined => settings[name] || undefined
  if (text('ID') !== undefined || text('NAME') !== undefined) return identifySettings(text)
  const id = text('DISTRIB_ID')
  if (id === undefined) return undefined
  const version = text('DISTRIB_RELEASE') ?? ''
  return {
    family: LSB_FAMILIES.get(id.toLowerCase()) ?? slug(id),
    name: text('DISTRIB_DESCRIPTION') ?? `${id} ${version}`.trim(),
    version,
    like: [],
    ...optional('codename', text('DISTRIB_CODENAME')),
  }
}

function identifySettings(text: (name: string) => string | undefined): Identity {
  const family = slug(text('ID') ?? text('NAME') ?? '')
  const version = text('VERSION_ID') ?? ''
  // In the version's text, some systems write the codename in brackets.
  const codename = text('VERSION_CODENAME') ?? /\(([\w /.-]{1,40})\)/.exec(text('VERSION') ?? '')?.[1]
  return {
    family,
    name: text('PRETTY_NAME') ?? `${text('NAME') ?? family} ${version}`.trim(),
    version,
    like: (text('ID_LIKE') ?? '').split(/\s+/).map(slug).filter(Boolean).slice(0, 10),
    ...optional('codename', codename?.toLowerCase()),
    ...optional('variant', text('VARIANT_ID')),
    ...optional('cpe', text('CPE_NAME')),
  }
}

function identifyLine(file: string, line: string): Identity | undefined {
  const plain = (family: string, name: string, version: string): Identity => ({
    family,
    name: `${name} ${version}`.trim(),
    version,
    like: [],
  })
  if (file === 'alpine-release') return line === '' ? undefined : plain('alpine', 'Alpine Linux', line)
  if (file === 'arch-release') return plain('arch', 'Arch Linux', '')
  if (file === 'debian_version') {
    if (line === '') return undefined
    const isNumber = /^\d/.test(line)
    const version = isNumber ? (line.split('.')[0] ?? '') : ''
    return {
      ...plain('debian', 'Debian GNU/Linux', version),
      ...optional('codename', isNumber ? undefined : line.split('/')[0]),
    }
  }
  const known = LINES.find(([pattern]) => pattern.test(line))
  if (known === undefined) return undefined
  const [, family, like] = known
  const codename = /\(([\w .-]{1,40})\)/.exec(line)?.[1]
  return {
    family,
    name: line,
    version: /\d+(?:\.\d+)*/.exec(line)?.[0] ?? '',
    like,
    ...optional('codename', codename?.toLowerCase()),
  }
}

function slug(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(0, 64)
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string }
}
