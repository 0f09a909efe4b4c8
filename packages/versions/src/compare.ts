import type { Order } from './order.ts'
import { compareApk } from './orders/apk.ts'
import { compareConan } from './orders/conan.ts'
import { compareDeb } from './orders/deb.ts'
import { compareGem } from './orders/gem.ts'
import { compareMaven } from './orders/maven.ts'
import { compareCran, compareHackage } from './orders/numbers.ts'
import { comparePackagist } from './orders/packagist.ts'
import { comparePypi } from './orders/pypi.ts'
import { compareRpm } from './orders/rpm.ts'
import { compareGo, compareNuget, comparePub, compareSemver } from './orders/semver.ts'

/**
 * Which order of versions: an ecosystem of the OSV schema (`PyPI`, `Debian:12`, what is behind a colon does not matter) or the
 * type of a purl (`deb`, `golang`), in any case.
 */
export type Ecosystem = string

const ORDERS: ReadonlyMap<string, (a: string, b: string) => Order> = new Map([
  ...named(compareDeb, 'deb', 'debian', 'ubuntu', 'echo', 'opkg'),
  ...named(
    compareRpm,
    'rpm',
    'red hat',
    'almalinux',
    'rocky linux',
    'suse',
    'opensuse',
    'openeuler',
    'mageia',
    'azure linux',
    'photon os',
    'amazon linux',
    'oracle linux',
    'fedora',
  ),
  ...named(compareApk, 'apk', 'alpine', 'wolfi', 'chainguard', 'minimos'),
  ...named(
    compareSemver,
    'semver',
    'npm',
    'crates.io',
    'cargo',
    'hex',
    'swift',
    'swifturl',
    'julia',
    'bitnami',
    'github actions',
    'githubactions',
  ),
  ...named(compareGo, 'go', 'golang'),
  ...named(comparePub, 'pub'),
  ...named(compareNuget, 'nuget'),
  ...named(comparePypi, 'pypi'),
  ...named(compareMaven, 'maven'),
  ...named(compareGem, 'gem', 'rubygems'),
  ...named(comparePackagist, 'packagist', 'composer'),
  ...named(compareHackage, 'hackage', 'ghc'),
  ...named(compareCran, 'cran', 'bioconductor'),
  ...named(compareConan, 'conan', 'conancenter'),
])

/** Longer than any version that an ecosystem accepts: such a text is not looked at, and has no order. */
const MAX_LENGTH = 1024

/**
 * Which of two versions is older in an ecosystem. Never throws: versions to which the ecosystem gives no order, and ecosystems
 * that are not known, are `undefined`, which is neither equal nor unaffected.
 */
export function compare(ecosystem: Ecosystem, a: string, b: string): Order {
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return undefined
  const name = ecosystem.split(':')[0] ?? ''
  return ORDERS.get(name.toLowerCase())?.(a, b)
}

function named(
  compareVersions: (a: string, b: string) => Order,
  ...names: readonly string[]
): (readonly [string, typeof compareVersions])[] {
  return names.map((name) => [name, compareVersions])
}
