/** What the OSV schema calls the ecosystems of the types of purls. */
const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['pypi', 'PyPI'],
  ['golang', 'Go'],
  ['maven', 'Maven'],
  ['gem', 'RubyGems'],
  ['composer', 'Packagist'],
  ['nuget', 'NuGet'],
  ['cargo', 'crates.io'],
  ['pub', 'Pub'],
  ['hex', 'Hex'],
  ['cran', 'CRAN'],
  ['hackage', 'Hackage'],
  ['swift', 'SwiftURL'],
  ['conan', 'ConanCenter'],
  ['julia', 'Julia'],
  ['opam', 'opam'],
  ['bitnami', 'Bitnami'],
])

/** The ecosystem of a type; undefined for those that OSV does not have. */
export function ecosystemOf(type: string): string | undefined {
  return ECOSYSTEMS.get(type)
}
