import type { Identity } from './identify.ts'

/** The major releases of Debian by their names: testing and unstable have no number in os-release. */
const DEBIAN_RELEASES: ReadonlyMap<string, string> = new Map([
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
])

const major = (version: string): string => version.split('.')[0] ?? ''
const minor = (version: string): string => version.split('.').slice(0, 2).join('.')
const withRelease = (name: string, release: string): string => (release === '' ? name : `${name}:${release}`)

/**
 * What the OSV schema calls the ecosystem of a system's packages, by family: https://ossf.github.io/osv-schema/#defined-ecosystems.
 * Amazon, Oracle and Fedora have none there, and names that are made alike.
 */
const ECOSYSTEMS: Readonly<Record<string, (system: Identity) => string>> = {
  debian: ({ version, codename = '' }) =>
    withRelease('Debian', major(version) || (DEBIAN_RELEASES.get(codename.split(/[/ ]/)[0] ?? '') ?? '')),
  ubuntu: ({ version }) => withRelease('Ubuntu', isLongTerm(version) ? `${version}:LTS` : version),
  alpine: ({ version }) => `Alpine:${/^\d+\.\d+(?:\.\d+)*$/.test(version) ? `v${minor(version)}` : 'edge'}`,
  wolfi: () => 'Wolfi',
  chainguard: () => 'Chainguard',
  minimos: () => 'MinimOS',
  echo: () => 'Echo',
  rhel: ({ version }) => withRelease('Red Hat', version === '' ? '' : `enterprise_linux:${major(version)}`),
  centos: ({ version }) => withRelease('Red Hat', version === '' ? '' : `enterprise_linux:${major(version)}`),
  rocky: ({ version }) => withRelease('Rocky Linux', major(version)),
  almalinux: ({ version }) => withRelease('AlmaLinux', major(version)),
  ol: ({ version }) => withRelease('Oracle Linux', major(version)),
  amzn: ({ version }) => withRelease('Amazon Linux', version),
  fedora: ({ version }) => withRelease('Fedora', version),
  photon: ({ version }) => withRelease('Photon OS', minor(version)),
  mariner: ({ version }) => withRelease('Azure Linux', major(version)),
  azurelinux: ({ version }) => withRelease('Azure Linux', major(version)),
  mageia: ({ version }) => withRelease('Mageia', major(version)),
  openeuler: ({ version, name }) => withRelease('openEuler', openEulerRelease(name) ?? version),
  'opensuse-leap': ({ version }) => withRelease('openSUSE', version === '' ? '' : `Leap ${version}`),
  'opensuse-tumbleweed': () => 'openSUSE:Tumbleweed',
  opensuse: ({ version }) => withRelease('openSUSE', version),
  sles: ({ version }) => withRelease('SUSE', suseRelease('Linux Enterprise Server', version)),
  sled: ({ version }) => withRelease('SUSE', suseRelease('Linux Enterprise Desktop', version)),
}

/** The ecosystem of a system's packages, with its release; `undefined` for a system that no advisories are known for. */
export function ecosystemOf(system: Identity): string | undefined {
  return Object.hasOwn(ECOSYSTEMS, system.family) ? ECOSYSTEMS[system.family]?.(system) : undefined
}

function isLongTerm(version: string): boolean {
  const [year = '', month] = version.split('.')
  return month === '04' && Number(year) % 2 === 0
}

function suseRelease(product: string, version: string): string {
  if (version === '') return ''
  const [release, pack] = version.split('.')
  return `${product} ${release}${pack === undefined || pack === '0' ? '' : ` SP${pack}`}`
}

/** `24.03-LTS-SP1` of `openEuler 24.03 (LTS-SP1)`. */
function openEulerRelease(name: string): string | undefined {
  const [, version, extra] = /(\d+\.\d+)(?:\s*\(([A-Z0-9-]+)\))?/.exec(name) ?? []
  return version === undefined ? undefined : `${version}${extra === undefined ? '' : `-${extra}`}`
}
