/** Names of files that ask for packages and do not hold them, as tools give them for places. */
const NAMES: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'deno.lock',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'pylock.toml',
  'pipfile.lock',
  'go.mod',
  'go.sum',
  'modules.txt',
  'pom.xml',
  'gradle.lockfile',
  'build.sbt.lock',
  'gemfile.lock',
  'gems.locked',
  'composer.lock',
  'packages.lock.json',
  'packages.config',
  'cargo.lock',
  'pubspec.lock',
  'package.resolved',
  'podfile.lock',
  'conan.lock',
  'conanfile.txt',
  'mix.lock',
  'rebar.lock',
  'cabal.project.freeze',
  'stack.yaml.lock',
  'stack.yaml',
  'manifest.toml',
])

/** Whether a package that was seen there alone is asked for, and not known to be installed. */
export function isLockFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  // npm's lock file in node_modules lists what is installed.
  if (path.includes('/node_modules/')) return false
  return NAMES.has(name) || /^(?:.*[-_.])?requirements(?:[-_.].*)?\.txt$/.test(name)
}
