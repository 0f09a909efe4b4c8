import type { KernelPackage } from '@veinmind/sdk'

/** What a kernel says of itself. */
export interface KernelTexts {
  /** `uname -r`. */
  readonly release: string
  /** `/proc/version`. */
  readonly version: string
  /** `/proc/version_signature`, which Ubuntu's have. */
  readonly signature: string
  /** `ID` of os-release. */
  readonly system: string
}

/** Enterprise Linux and what is rebuilt from it. */
const RHEL = new Set(['rhel', 'centos', 'almalinux', 'rocky', 'ol', 'scientific', 'cloudlinux', 'eurolinux'])

/** The package that a kernel came with; undefined when its distribution is one that is not told apart here. */
export function kernelPackageOf({ release, version, signature, system }: KernelTexts): KernelPackage | undefined {
  // Ubuntu 5.15.0-101.111-generic 5.15.143
  const ubuntu = /^Ubuntu (\d[\w.~+-]*?)-([a-z][\w-]*) (\d+\.\d+(?:\.\d+)?)/.exec(signature || ubuntuIn(version))
  if (ubuntu) {
    const [, package_ = '', flavour = '', base = ''] = ubuntu
    return { distribution: 'ubuntu', version: package_, base, flavour }
  }
  // … #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)
  const debian = /\bDebian (\d[\w.~+-]*)/.exec(version)
  if (debian?.[1] !== undefined && /#\d/.test(version)) {
    const base = /^\d+\.\d+(?:\.\d+)?/.exec(debian[1])?.[0]
    return { distribution: 'debian', version: debian[1], ...(base === undefined ? {} : { base }) }
  }
  const machine = /\.(?:x86_64|aarch64|ppc64le|s390x|i686|noarch)(?:\+\w+)?$/
  const rpm = release.replace(machine, '')
  if (/\.amzn\d+/.test(release)) return { distribution: 'amazon', version: rpm, ...baseOf(release) }
  if (/\.fc\d+/.test(release)) return { distribution: 'fedora', version: rpm, ...baseOf(release) }
  // Oracle's own kernel (uek) and that of ELRepo are counted by themselves.
  if (/\.el\d+/.test(release) && !/uek|elrepo/.test(release))
    return RHEL.has(system) || system === '' ? { distribution: 'rhel', version: rpm } : undefined
  if (/^\d+\.\d+(?:\.\d+)?(?:-rc\d+)?$/.test(release))
    return { distribution: 'mainline', version: release, ...baseOf(release) }
  if (
    /^\d+\.\d+\.\d+(?:\.[a-z]+\d+)?-(?:arch|zen|hardened)?\d*-?\d*(?:-(?:lts|zen|hardened))?$/.test(release) &&
    system === 'arch'
  )
    return { distribution: 'arch', version: release, ...baseOf(release) }
  if (/^\d+\.\d+\.\d+-\d+-(?:lts|virt|edge|stable)$/.test(release) && system === 'alpine')
    return { distribution: 'alpine', version: release, ...baseOf(release) }
  return undefined
}

/** Ubuntu has the signature at the end of `/proc/version`, too. */
function ubuntuIn(version: string): string {
  return /\((Ubuntu [^()]{1,100})\)/.exec(version)?.[1] ?? ''
}

function baseOf(release: string): Pick<KernelPackage, 'base'> {
  const base = /^\d+\.\d+(?:\.\d+)?/.exec(release)?.[0]
  return base === undefined ? {} : { base }
}
