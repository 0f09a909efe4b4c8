/** A public source of advisories. */
export interface Source {
  /** Its name in reports and in `db info`. */
  readonly name: string
  readonly licence: string
  readonly url: string
}

interface KnownSource extends Source {
  /** How the ids of its records begin. */
  readonly prefixes?: readonly string[]
}

const source = (name: string, licence: string, url: string, ...prefixes: readonly string[]): KnownSource => ({
  name,
  licence,
  url,
  prefixes,
})

const KNOWN: readonly KnownSource[] = [
  source('AlmaLinux', 'MIT', 'https://github.com/AlmaLinux/osv-database', 'ALSA-', 'ALBA-', 'ALEA-'),
  source('Alpine', 'as Alpine publishes it', 'https://secdb.alpinelinux.org', 'ALPINE-'),
  source('Amazon', 'as Amazon publishes it', 'https://alas.aws.amazon.com', 'ALAS'),
  source('Azure Linux', 'MIT', 'https://github.com/microsoft/AzureLinuxVulnerabilityData', 'AZL-'),
  source('Bitnami', 'Apache-2.0', 'https://github.com/bitnami/vulndb', 'BIT-'),
  source('Chainguard', 'Apache-2.0', 'https://packages.cgr.dev/chainguard', 'CGA-'),
  source('CleanStart', 'as CleanStart publishes it', 'https://github.com/cleanstart-dev', 'CLEANSTART-'),
  source('Debian', 'MIT', 'https://security-tracker.debian.org', 'DEBIAN-', 'DSA-', 'DLA-', 'DTSA-'),
  source('Drupal', 'MIT', 'https://github.com/DrupalSecurityTeam/drupal-advisory-database', 'DRUPAL-'),
  source('Echo', 'as Echo publishes it', 'https://advisory.echohq.com', 'ECHO-'),
  source('EPSS', 'as FIRST publishes it', 'https://www.first.org/epss'),
  source('FriendsOfPHP', 'Unlicense', 'https://github.com/FriendsOfPHP/security-advisories', 'FOP-'),
  source('GitHub', 'CC-BY-4.0', 'https://github.com/github/advisory-database', 'GHSA-'),
  source('Go', 'CC-BY-4.0', 'https://vuln.go.dev', 'GO-'),
  source('Haskell', 'CC0-1.0', 'https://github.com/haskell/security-advisories', 'HSEC-'),
  source('Julia', 'CC-BY-4.0', 'https://github.com/JuliaLang/SecurityAdvisories.jl', 'JLSEC-'),
  source('KEV', 'CC0-1.0', 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'),
  source('Mageia', 'CC-BY-SA-4.0', 'https://advisories.mageia.org', 'MGASA-', 'MGAA-'),
  source('MinimOS', 'as Minimus publishes it', 'https://packages.mini.dev', 'MINI-'),
  source('NVD', 'public domain', 'https://nvd.nist.gov'),
  source('OpenSSF malicious packages', 'Apache-2.0', 'https://github.com/ossf/malicious-packages', 'MAL-'),
  source('Oracle', 'as Oracle publishes it', 'https://linux.oracle.com/security', 'ELSA-', 'ELBA-'),
  source('Photon', 'as Broadcom publishes it', 'https://packages.vmware.com/photon', 'PHSA-'),
  source('PyPA', 'CC-BY-4.0', 'https://github.com/pypa/advisory-database', 'PYSEC-'),
  source('R', 'Apache-2.0', 'https://github.com/RConsortium/r-advisory-database', 'RSEC-'),
  source('Red Hat', 'CC-BY-4.0', 'https://security.access.redhat.com/data', 'RHSA-', 'RHBA-', 'RHEA-'),
  source('Rocky Linux', 'BSD-3-Clause', 'https://errata.rockylinux.org', 'RLSA-', 'RXSA-', 'RLBA-', 'RLEA-'),
  source('RubySec', 'public domain', 'https://github.com/rubysec/ruby-advisory-db', 'RUBYSEC-', 'OSVDB-'),
  source('RustSec', 'CC0-1.0', 'https://github.com/rustsec/advisory-db', 'RUSTSEC-'),
  source('SUSE', 'CC-BY-4.0', 'https://ftp.suse.com/pub/projects/security', 'SUSE-', 'openSUSE-'),
  source('Ubuntu', 'CC-BY-SA-4.0', 'https://github.com/canonical/ubuntu-security-notices', 'UBUNTU-', 'USN-', 'LSN-'),
  source('Wolfi', 'Apache-2.0', 'https://packages.wolfi.dev'),
  source('endoflife.date', 'MIT', 'https://github.com/endoflife-date/release-data'),
  source('openEuler', 'as openEuler publishes it', 'https://www.openeuler.org', 'OESA-'),
]

const BY_NAME: ReadonlyMap<string, KnownSource> = new Map(KNOWN.map((each) => [each.name, each]))

/** Where a record of the OSV schema comes from, by how its id begins; others by the system that they are about. */
export function sourceOfId(id: string, family: string): string {
  const known = KNOWN.find(({ prefixes = [] }) => prefixes.some((prefix) => id.startsWith(prefix)))
  if (known !== undefined) return known.name
  return BY_NAME.has(family) ? family : 'OSV'
}

/** What is known of a source by its name. */
export function describeSource(name: string): Source {
  const { licence, url } = BY_NAME.get(name) ?? { licence: 'as its records say', url: 'https://osv.dev' }
  return { name, licence, url }
}

/** Vendors whose advisory is about a package that they build, and often about several flaws at once. */
const BUNDLES =
  /^(?:AL[SBE]A|ALAS|RL[SBE]A|RXSA|RH[SBE]A|EL[SBE]A|SUSE|openSUSE|USN|LSN|DSA|DLA|DTSA|MGASA|OESA|PHSA|ALPINE|CLEANSTART)-?/

/** Whether an id is that of a vendor's advisory, which may fix several flaws. */
export const isBundle = (id: string): boolean => BUNDLES.test(id)

/** Advisories of errata that are no security: bug fixes and enhancements. */
export const isNoSecurity = (id: string): boolean => /^(?:ALBA|ALEA|RHBA|RHEA|RLBA|RLEA|ELBA|ELEA|MGAA)[-:]/.test(id)
