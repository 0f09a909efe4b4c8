import type { KernelPackage } from '@veinmind/sdk'
import { compare } from '@veinmind/versions'
import type { KernelFlaw, Verdict } from './model.ts'

/** Distributions whose kernels are a stable release of kernel.org with little besides. */
const STABLE = new Set(['mainline', 'arch', 'alpine', 'fedora'])
/** Kernels of Ubuntu that are counted as the package `linux` is. */
const GENERIC = new Set(['generic', 'generic-64k', 'generic-lpae', 'lowlatency', 'lowlatency-64k'])

/** A kernel as it is judged. */
export interface Kernel {
  /** `uname -r`. */
  readonly release: string
  /** Absent where its distribution is not told apart. */
  readonly package?: KernelPackage | undefined
  /** `ID` of os-release: AlmaLinux has corrections before Red Hat has, and its kernels are named alike. */
  readonly system?: string | undefined
}

/**
 * Whether a kernel has a flaw. A distribution takes corrections into old kernels without another number of kernel.org, so its own bounds
 * decide; without one a number can acquit, and only a kernel that is what kernel.org released is convicted by it.
 */
export function judgeKernel(flaw: KernelFlaw, { release, package: from, system }: Kernel): Verdict {
  const number = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release)
  if (number === null) return { is: 'not judged', by: `no number in ${release}` }
  const branch = `${number[1]}.${number[2]}`
  if (flaw.only !== undefined && from !== undefined && !flaw.only.includes(from.distribution))
    return { is: 'not affected', by: `only kernels of ${flaw.only.join(', ')} had it` }
  // Every release behind the one that mended it has the correction, whoever built it.
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
  // A minor release that is kept for longer is corrected with a lower number.
  if (from.distribution === 'rhel' && streamOf(version) !== streamOf(bound))
    return { is: 'not judged', by: `${bound} is of another minor release` }
  return { is: 'affected', by: `mended in ${bound}` }
}

function byBranch(flaw: KernelFlaw, branch: string, from: KernelPackage): Verdict {
  const bound = flaw.branches[branch]
  if (!STABLE.has(from.distribution) || (flaw.only !== undefined && !flaw.only.includes(from.distribution)))
    return { is: 'not judged', by: `no bound for ${from.distribution} ${lineOf(from) ?? branch}` }
  if (bound !== undefined) return { is: 'affected', by: `mended in ${bound}` }
  // A branch that ended before it was mended has it still; whether one that lived on was mended is not in the data.
  const isOlderThanAll = Object.keys(flaw.branches).every((known) => isOlder(branch, known) || known === branch)
  return flaw.introduced === undefined || isOlderThanAll || LONG.has(branch)
    ? { is: 'not judged', by: `no bound for the branch ${branch}` }
    : { is: 'affected', by: `mended in ${flaw.fixed}, and not in ${branch}` }
}

/** Branches that were kept for years, and may have been mended without being named in the data. */
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

/** Of Debian the branch, of Ubuntu the line, of Enterprise Linux the release. */
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
