import { baseName } from '@veinmind/sdk'
import { moved, severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import helpers from '../programs/helpers.json' with { type: 'json' }
import { effectsText } from '../programs/program-of.ts'
import { groupName } from './judge-writable.ts'
import { identify } from './identify.ts'
import { isSystemFolder } from './judge-setuid.ts'
import type { Verdict } from './judge-setuid.ts'
import type { PrivilegedFile } from './privileged-files.ts'

const HELPERS = new Set(helpers.setgid)
/** Groups by which a user becomes root, or reads what only root may. */
const STRONG = new Set('root shadow disk docker kmem sudo wheel lxd incus podman containerd admin'.split(' '))

/** The verdict on a set-group-ID program; `undefined` for one that is meant to be so. */
export function judgeSetgid(path: string, file: PrivilegedFile, here: Surroundings): Verdict | undefined {
  const { mode, gid } = file
  // A set-user-ID program of root is reported as such.
  if ((mode & 0o2010) !== 0o2010 || (mode & 0o001) === 0 || file.kind === 'script') return undefined
  if ((mode & 0o4000) !== 0 && file.uid === 0) return undefined
  const owner = here.ownerOf(path)
  if (owner?.mode !== undefined && (owner.mode & 0o2000) !== 0) return undefined
  if (HELPERS.has(baseName(path)) && (owner !== undefined || !here.hasOwners) && isSystemFolder(path)) return undefined
  const group = groupName(gid, here)
  const isStrong = gid === 0 || STRONG.has(group)
  const identity = identify(path, file, here)
  if (identity !== undefined && (identity.program.means.has('setuid') || identity.program.means.has('limited'))) {
    const { program, confidence, by } = identity
    const what = `${program.name}${by === undefined ? '' : ` (${by})`} is set-group-ID ${group}: it ${effectsText(program.effects)}`
    const severity = severityHere(isStrong ? 'high' : 'medium', here, { most: isStrong ? 'high' : 'medium' })
    return { rule: 'PRIV-010', severity, confidence, mode: 'SGID', reason: what }
  }
  const base = isStrong && owner === undefined ? 'medium' : 'low'
  return {
    rule: 'PRIV-011',
    severity: owner === undefined ? moved(severityHere(base, here, { most: base }), 0) : 'low',
    confidence: 'medium',
    mode: 'SGID',
    reason:
      owner === undefined ? `it is set-group-ID ${group}, and belongs to no package` : `it is set-group-ID ${group}`,
  }
}
