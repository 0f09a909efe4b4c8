/** How a source is asked. Each kind has a function of its own in `ask-source.ts`. */
export type PublicSource = { readonly name: string } & (
  | { readonly kind: 'files'; readonly files: readonly PublicFile[] }
  /** A bucket of osv.dev: everything in one zip, and a list of what was changed when. */
  | { readonly kind: 'osv'; readonly ecosystem: string }
  /** A page that names releases, each with files of its own. */
  | {
      readonly kind: 'releases'
      readonly list: string
      readonly pattern: RegExp
      readonly files: (release: string) => readonly PublicFile[]
    }
  /** A repository of rpms, or a list of its mirrors: its metadata say where `updateinfo.xml` is. */
  | { readonly kind: 'rpm'; readonly repositories: readonly string[] }
  /** An archive that has its day in its name, and a list of what was changed since. */
  | { readonly kind: 'csaf'; readonly base: string }
)

export interface PublicFile {
  readonly url: string
  /** Its name, where the address ends with none that says what it is. */
  readonly as?: string
  /** Not every release has it: 404 is no failure. */
  readonly mayBeMissing?: true
}

/** Ecosystems that are taken from osv.dev: those whose own source is not among the others below. */
const OSV_ECOSYSTEMS = [
  'AlmaLinux',
  'Bioconductor',
  'Bitnami',
  'CRAN',
  'ConanCenter',
  'Echo',
  'GHC',
  'GitHub Actions',
  'Go',
  'Hackage',
  'Hex',
  'Julia',
  'Mageia',
  'Maven',
  'MinimOS',
  'NuGet',
  'Packagist',
  'Pub',
  'PyPI',
  'Rocky Linux',
  'RubyGems',
  'SUSE',
  'SwiftURL',
  'Ubuntu',
  'crates.io',
  'npm',
  'openEuler',
  'openSUSE',
] as const

const files = (name: string, ...urls: readonly string[]): PublicSource => ({
  name,
  kind: 'files',
  files: urls.map((url) => ({ url })),
})

/** A repository on GitHub, as the archive of a branch. */
const repository = (name: string, path: string, branch: string): PublicSource => ({
  name,
  kind: 'files',
  files: [{ url: `https://codeload.github.com/${path}/tar.gz/refs/heads/${branch}`, as: `${name}.tar.gz` }],
})

const FIRST_YEAR = 2002
const years = (last: number): readonly number[] =>
  Array.from({ length: last - FIRST_YEAR + 1 }, (_, at) => FIRST_YEAR + at)

/** Every public source that a database is made from, by the year that it is. */
export function publicSources(year: number): readonly PublicSource[] {
  return [
    ...OSV_ECOSYSTEMS.map((ecosystem): PublicSource => ({ name: `osv-${slug(ecosystem)}`, kind: 'osv', ecosystem })),
    {
      name: 'alpine',
      kind: 'releases',
      list: 'https://secdb.alpinelinux.org/',
      pattern: /href="(v\d+\.\d+|edge)\/"/g,
      files: (release) =>
        ['main', 'community'].map((part) => ({
          url: `https://secdb.alpinelinux.org/${release}/${part}.json`,
          mayBeMissing: true,
        })),
    },
    {
      name: 'amazon',
      kind: 'rpm',
      repositories: [
        'https://cdn.amazonlinux.com/2/core/latest/x86_64/mirror.list',
        'https://cdn.amazonlinux.com/2/core/latest/aarch64/mirror.list',
        'https://cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list',
        'https://cdn.amazonlinux.com/al2023/core/mirrors/latest/aarch64/mirror.list',
      ],
    },
    files(
      'azure-linux',
      ...['azurelinux-3.0', 'cbl-mariner-2.0'].map(
        (release) => `https://raw.githubusercontent.com/microsoft/AzureLinuxVulnerabilityData/main/${release}-oval.xml`,
      ),
    ),
    files('chainguard', 'https://packages.cgr.dev/chainguard/security.json'),
    {
      name: 'debian',
      kind: 'files',
      files: [{ url: 'https://security-tracker.debian.org/tracker/data/json', as: 'debian-tracker.json' }],
    },
    repository('drupal', 'DrupalSecurityTeam/drupal-advisory-database', 'main'),
    repository('endoflife', 'endoflife-date/release-data', 'main'),
    files('epss', 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz'),
    files('kev', 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json'),
    files(
      'nvd',
      ...[...years(year), 'modified'].map(
        (part) => `https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-${part}.json.gz`,
      ),
    ),
    {
      name: 'oracle',
      kind: 'rpm',
      repositories: ['8/baseos', '8/appstream', '9/baseos', '9/appstream', '10/baseos', '10/appstream'].map((part) => {
        const [release, name] = part.split('/')
        return `https://yum.oracle.com/repo/OracleLinux/OL${release}/${name}/latest/x86_64/`
      }),
    },
    {
      name: 'photon',
      kind: 'releases',
      list: 'https://packages.vmware.com/photon/photon_cve_metadata/photon_versions.json',
      pattern: /"(\d+\.\d+)"/g,
      files: (release) => [
        { url: `https://packages.vmware.com/photon/photon_cve_metadata/cve_data_photon${release}.json` },
      ],
    },
    repository('php', 'FriendsOfPHP/security-advisories', 'master'),
    { name: 'red-hat', kind: 'csaf', base: 'https://security.access.redhat.com/data/csaf/v2/vex/' },
    repository('ruby', 'rubysec/ruby-advisory-db', 'master'),
    files('wolfi', 'https://packages.wolfi.dev/os/security.json'),
  ]
}

const slug = (ecosystem: string): string => ecosystem.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
