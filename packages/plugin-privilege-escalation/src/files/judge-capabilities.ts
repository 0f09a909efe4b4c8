import { baseName } from '@veinmind/sdk'
import type { Severity } from '@veinmind/sdk'
import { moved, severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import helpers from '../programs/helpers.json' with { type: 'json' }
import { identify } from './identify.ts'
import { isSystemFolder } from './judge-setuid.ts'
import type { Verdict } from './judge-setuid.ts'
import type { PrivilegedFile } from './privileged-files.ts'

/** Default capabilities of containers that are worth as much as root inside. */
const AS_ROOT = new Set(
  ['setuid', 'setgid', 'dac_override', 'chown', 'fowner', 'setfcap', 'fsetid', 'mknod'].map((name) => `cap_${name}`),
)
/** Other capabilities that are worth as much as root, or as the machine, when the container has them at all. */
const WHERE_GIVEN = new Set(
  [
    'dac_read_search',
    'sys_admin',
    'sys_ptrace',
    'sys_module',
    'sys_rawio',
    'mac_admin',
    'bpf',
    'sys_boot',
    'setpcap',
  ].map((name) => `cap_${name}`),
)
/** Capabilities that well-known programs need, by the name of the program. */
const HELPERS: Readonly<Record<string, readonly string[]>> = helpers.capabilities

/** What the capabilities of a program are good for; `undefined` for one that is meant to have them. */
export function judgeCapabilities(path: string, file: PrivilegedFile, here: Surroundings): Verdict | undefined {
  const { capabilities, mode } = file
  if (capabilities === undefined || (mode & 0o111) === 0 || capabilities.permitted.length === 0) return undefined
  if ((mode & 0o011) === 0) return undefined
  const { permitted, isEffective, rootId } = capabilities
  const owner = here.ownerOf(path)
  const usual = HELPERS[baseName(path)]
  const isMeant = usual !== undefined && (owner !== undefined || !here.hasOwners) && isSystemFolder(path)
  if (isMeant && permitted.every((one) => usual.includes(one))) return undefined
  const strong = permitted.filter((one) => AS_ROOT.has(one))
  const given = permitted.filter((one) => WHERE_GIVEN.has(one))
  const identity = identify(path, file, here)
  const steps =
    (strong.length > 0 || given.some((one) => here.addedCapabilities.has(one)) ? 0 : -1) +
    (isEffective || identity !== undefined ? 0 : -1) +
    // Capabilities of another user namespace, whose root is an ordinary user here.
    (rootId !== undefined && rootId !== 0 ? -1 : 0)
  const severity = (base: Severity): Severity => moved(severityHere(base, here), steps)
  const list = `${permitted.join(',')}${isEffective ? '=ep' : '=p'}${rootId === undefined ? '' : ` for root ${rootId}`}`
  if (strong.length + given.length === 0) {
    if (owner !== undefined) return undefined
    return { rule: 'PRIV-022', severity: 'low', mode: 'Capabilities', reason: list }
  }
  if (identity?.program.means.has('capabilities')) {
    const { program, confidence, by } = identity
    const name = by === undefined ? program.name : `${program.name} (${by})`
    return {
      rule: 'PRIV-020',
      severity: severity('critical'),
      confidence,
      mode: 'Capabilities',
      reason: `the program ${name} has the capabilities ${list}`,
    }
  }
  return {
    rule: 'PRIV-021',
    severity: severity(owner === undefined ? 'high' : 'medium'),
    confidence: owner === undefined ? 'high' : 'medium',
    mode: 'Capabilities',
    reason: list,
  }
}
