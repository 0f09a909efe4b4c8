import type { Machine, RuntimeProgram } from '@veinmind/sdk'
import { compare } from '@veinmind/versions'
import type { RuntimeFlaw, Verdict } from './model.ts'

/** Whether a program has a flaw. Distributions may fix a program without a new upstream version. */
export function judgeRuntime(flaw: RuntimeFlaw, program: RuntimeProgram, osRelease: Machine['osRelease']): Verdict {
  const { version, package: from } = program
  if (version === undefined) return { is: 'not judged', by: 'its version is not known' }
  const number = version.replace(/-rc\.?(\d)/, '-rc.$1')
  const hit = flaw.ranges.find(([first = '0', next = '']) => !isOlder(number, first) && isOlder(number, next))
  if (hit === undefined)
    return { is: 'not affected', by: `mended in ${flaw.ranges.map(([, next]) => next).join(', ')}` }
  const [, mended = ''] = hit
  if (from !== undefined) {
    // Docker's own packages are the upstream releases.
    if (/^(?:docker-ce|containerd\.io)$/.test(from.name)) return { is: 'affected', by: `mended in ${mended}` }
    const bound = flaw.packages?.[osRelease?.['VERSION_CODENAME'] ?? '']
    const order = bound === undefined ? undefined : compare('deb', from.version, bound)
    if (order === undefined) return { is: 'not judged', by: `no bound for the package ${from.name} ${from.version}` }
    return order >= 0 ? { is: 'not affected', by: `mended in ${bound}` } : { is: 'affected', by: `mended in ${bound}` }
  }
  // A program in a folder of the distribution that belongs to no known package.
  const isOfSystem =
    /^\/usr\/(?:s?bin|libexec)\//.test(program.path ?? '') &&
    /rhel|fedora|suse|amzn/.test(`${osRelease?.['ID']} ${osRelease?.['ID_LIKE']}`)
  return isOfSystem
    ? { is: 'not judged', by: 'whether its distribution has mended it is not known' }
    : { is: 'affected', by: `mended in ${mended}` }
}

function isOlder(version: string, than: string): boolean {
  return than === '0' ? false : compare('semver', version, than) === -1
}
