import type { KernelPackage } from '@veinmind/sdk'
import { compare } from '@veinmind/versions'
import type { KernelFlaw, Verdict } from './model.ts'

/** Distributions whose kernels are stable releases of kernel.org with few changes. */
const STABLE = new Set(['mainline', 'arch', 'alpine', 'fedora'])
/** Ubuntu's kernels whose versions are those of the package `linux`. */
const GENERIC = new Set(['generic', 'generic-64k', 'generic-lpae', 'lowlatency', 'lowlatency-64k'])

/** A kernel as it is judged. */
export interface Kernel {
  /** `uname -r`. */
  readonly release: string
  /** The package it came from; absent when its distribution is not known. */
  readonly package?: KernelPackage | undefined
  /** `ID` of os-release: kernels of AlmaLinux are named as Red Hat's, but may be fixed earlier. */
  readonly system?: string | undefined
}

/**
 * Whether a kernel has a flaw. Distributions fix flaws without a new version of kernel.org, so the bounds of their own packages decide.
 * Without such a bound, the version of kernel.org can show that a flaw is fixed; it shows that one is there only for kernels that are
 * plain releases of kernel.org.
 */
export function judgeKernel(flaw: KernelFlaw, { release, package: from, system }: Kernel): Verdict {
  const number = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release)
  if (number === null) return { is: 'not judged', by: `no number in ${release}` }
  const branch = `${number[1]}.${number[2]}`
  if (flaw.only !== undefined && from !== undefined && !flaw.only.includes(from.distribution))
    return { is: 'not affected', by: `only kernels of ${flaw.only.join(', ')} had it` }
  // Every release after the fix has it, whoever built the kernel.
  if (!isOlder(branch, flaw.fixed)) return { is: 'not affected', by: `mended in ${flaw.fixed}` }
  if (from === undefined) return { is: 'not judged', by: 'it is a kernel of no distribution that is known here' }
  if (flaw.unaffected?.some(([name, line]) => name === from.distribution && line === lineOf(from)))
    return { is: 'not affected', by: `${from.distribution} ${lineOf(from) ?? ''} never had it` }
  const bound = flaw.branches[branch]
  if (bound !== undefined && from.base !== undefined && !isOlder(from.base, bound))
    return { is: 'not affected', by: `mended in ${bound}` }
  const own = byDistribution(flaw, from, system)
  if (own !== undefined) return own
  if (from.distribution === 'rhel')
    return { is: 'not judged', by: `no bound for Enterprise Linux ${lineOf(from) ?? ''}` }
  if (flaw.introduced !== undefined && isOlder(from.base ?? release, flaw.introduced))
    return { is: 'not affected', by: `came with ${flaw.introduced}` }
  return byBranch(flaw, branch, from)
}

/** By the bound of the distribution's own package; undefined where there is none for its line. */
function byDistribution(
  { distributions }: KernelFlaw,
  from: KernelPackage,
  system: string | undefined,
): Verdict | undefined {
  if (from.distribution === 'ubuntu' && !GENERIC.has(from.flavour ?? '')) return undefined
  const line = lineOf(from)
  if (line === undefined) return undefined
  const bound =
    (from.distribution === 'rhel' ? distributions[system ?? '']?.[line] : undefined) ??
    distributions[from.distribution]?.[line]
  if (bound === undefined) return undefined
  // 5.13.0-35.40~20.04.1 is 5.13.0-35.40, built for an older release.
  const version = from.distribution === 'ubuntu' ? from.version.replace(/~.*$/, '') : from.version
  const order = compare(from.distribution === 'rhel' ? 'rpm' : 'deb', version, bound)
  if (order === undefined) return { is: 'not judged', by: `${version} cannot be compared` }
  if (order >= 0) return { is: 'not affected', by: `mended in ${bound}` }
  // Minor releases with extended support are fixed under lower version numbers.
  if (from.distribution === 'rhel' && streamOf(version) !== streamOf(bound))
    return { is: 'not judged', by: `${bound} is of another minor release` }
  return { is: 'affected', by: `mended in ${bound}` }
}

function byBranch(flaw: KernelFlaw, branch: string, from: KernelPackage): Verdict {
  const bound = flaw.branches[branch]
  if (!STABLE.has(from.distribution) || (flaw.only !== undefined && !flaw.only.includes(from.distribution)))
    return { is: 'not judged', by: `no bound for ${from.distribution} ${lineOf(from) ?? branch}` }
  if (bound !== undefined) return { is: 'affected', by: `mended in ${bound}` }
  // A branch that ended before the fix still has the flaw. Of a branch that went on, the data may not say whether it was fixed.
  const isOlderThanAll = Object.keys(flaw.branches).every((known) => isOlder(branch, known) || known === branch)
  return flaw.introduced === undefined || isOlderThanAll || LONG.has(branch)
    ? { is: 'not judged', by: `no bound for the branch ${branch}` }
    : { is: 'affected', by: `mended in ${flaw.fixed}, and not in ${branch}` }
}

/** Branches that were maintained for years, and may have been fixed without being named in the data. */
const LONG = new Set([
  '3.2',
  '3.10',
  '3.16',
  '3.18',
  '4.1',
  '4.4',
  '4.9',
  '4.14',
  '4.19',
  '5.4',
  '5.10',
  '5.15',
  '6.1',
  '6.6',
  '6.12',
  '6.18',
])

/** The line of a package, within which versions can be compared: Debian's branch, Ubuntu's version, Enterprise Linux's release. */
function lineOf({ distribution, version }: KernelPackage): string | undefined {
  if (distribution === 'debian') return /^\d+\.\d+/.exec(version)?.[0]
  if (distribution === 'ubuntu') return /^\d+\.\d+\.\d+/.exec(version)?.[0]
  return distribution === 'rhel' ? /\.el(\d+)/.exec(version)?.[1] : undefined
}

/**
 * The minor release that a package is of: `8_5` of `4.18.0-348.20.1.el8_5`. Packages of Enterprise Linux 7 and older do not name it; there it
 * is told by the first number, which only a minor release changes: `7 1160` of `3.10.0-1160.41.1.el7`.
 */
function streamOf(version: string): string | undefined {
  const [, first, line] = /-(\d+)[\d.]*\.el(\d+(?:_\d+)?)/.exec(version) ?? []
  return line === '6' || line === '7' ? `${line} ${first}` : line
}

function isOlder(version: string, than: string): boolean {
  return compare('deb', version, than) === -1
}
