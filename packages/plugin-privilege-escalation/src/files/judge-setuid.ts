import { baseName } from '@veinmind/sdk'
import type { Confidence, Severity } from '@veinmind/sdk'
import { moved, severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import helpers from '../programs/helpers.json' with { type: 'json' }
import { effectsText } from '../programs/program-of.ts'
import { identify } from './identify.ts'
import type { PrivilegedFile } from './privileged-files.ts'

/** What is wrong with a program that runs with rights of its own. */
export interface Verdict {
  readonly rule: string
  readonly severity: Severity
  readonly confidence?: Confidence
  /** In the words of the report's type: `SUID`, `LimitedSUID`, `SGID`, `Capabilities`. */
  readonly mode: string
  readonly reason: string
}

const HELPERS = new Set(helpers.setuid)
/** Folders that programs of the system lie in, and those of its packages below them. */
const SYSTEM_FOLDER = /^(?:\/usr(?:\/local)?)?\/(?:s?bin|lib\w*|libexec)\//
/** Programs that run what they are given, as a language or as a shell: the worst of all. */
const INTERPRETERS = new Set(
  'bash sh dash ash zsh ksh csh tcsh fish busybox toybox python perl ruby php node lua gdb env'.split(' '),
)

/** Whether a path is where packages put programs. */
export function isSystemFolder(path: string): boolean {
  return SYSTEM_FOLDER.test(path)
}

/** The verdict on a set-user-ID program; `undefined` for one that is meant to be so. */
export function judgeSetuid(path: string, file: PrivilegedFile, here: Surroundings): Verdict | undefined {
  const { mode, uid } = file
  if ((mode & 0o4000) === 0 || (mode & 0o111) === 0) return undefined
  const access = (mode & 0o001) !== 0 ? 0 : (mode & 0o010) !== 0 ? -1 : undefined
  // Nobody but its owner may run it.
  if (access === undefined) return undefined
  const steps = access + (uid === 0 ? 0 : -1)
  const severity = (base: Severity, most?: Severity): Severity =>
    isOnNosuid(path, here) ? 'low' : moved(severityHere(base, here, most === undefined ? {} : { most }), steps)
  const whose = uid === 0 ? 'root' : `user ${uid}`
  if (file.kind === 'script')
    return {
      rule: 'PRIV-005',
      severity: severity('medium', 'medium'),
      mode: 'SUID',
      reason: `a script for ${file.interpreter ?? ''} is set-user-ID ${whose}`,
    }
  const owner = here.ownerOf(path)
  const isMeant = owner?.mode !== undefined && (owner.mode & 0o4000) !== 0
  const isHelper = HELPERS.has(baseName(path)) && (owner !== undefined || !here.hasOwners) && SYSTEM_FOLDER.test(path)
  if (owner?.digest !== undefined && !owner.isConfig && (isHelper || isMeant) && !hasDigest(file, owner.digest))
    return {
      rule: 'PRIV-006',
      severity: severity('high'),
      mode: 'SUID',
      reason: `it is not what ${owner.package} installed (set-user-ID ${whose})`,
    }
  if (isMeant || isHelper) return undefined
  return judgeUnexpected(path, file, { here, severity, whose, isOwned: owner !== undefined })
}

interface Unexpected {
  readonly here: Surroundings
  readonly severity: (base: Severity, most?: Severity) => Severity
  readonly whose: string
  readonly isOwned: boolean
}

function judgeUnexpected(
  path: string,
  file: PrivilegedFile,
  { here, severity, whose, isOwned }: Unexpected,
): Verdict | undefined {
  const identity = identify(path, file, here)
  if (identity !== undefined) {
    const { program, confidence, by } = identity
    const { name, means, effects } = program
    const what = `${name}${by === undefined ? '' : ` (${by})`} is set-user-ID ${whose}: it ${effectsText(effects)}`
    if (INTERPRETERS.has(name))
      return { rule: 'PRIV-001', severity: severity('critical'), confidence, mode: 'SUID', reason: what }
    const isStrong = ['shell', 'command', 'library', 'write'].some((effect) => effects.has(effect as never))
    if (means.has('setuid'))
      return {
        rule: isStrong ? 'PRIV-002' : 'PRIV-003',
        severity: severity('high'),
        confidence,
        mode: 'SUID',
        reason: what,
      }
    if (means.has('limited'))
      return { rule: 'PRIV-003', severity: severity('medium'), confidence, mode: 'LimitedSUID', reason: what }
  }
  if (isOwned) return { rule: 'PRIV-007', severity: 'low', mode: 'SUID', reason: `it is set-user-ID ${whose}` }
  return {
    rule: 'PRIV-004',
    severity: severity('high', 'high'),
    confidence: here.hasOwners ? 'medium' : 'low',
    mode: 'SUID',
    reason: `it is set-user-ID ${whose}, and belongs to no package`,
  }
}

function hasDigest(file: PrivilegedFile, digest: string): boolean {
  const kind = digest.slice(0, digest.indexOf(':') + 1)
  const own = file.digests.find((one) => one.startsWith(kind))
  return own === undefined || own === digest
}

/** A file system that is mounted `nosuid` gives no rights. The last mount above a path is the one that it is on. */
function isOnNosuid(path: string, { mounts }: Surroundings): boolean {
  const above = mounts.filter(({ destination }) => path === destination || path.startsWith(`${destination}/`))
  const nearest = above.toSorted((a, b) => b.destination.length - a.destination.length)[0]
  return nearest?.options.includes('nosuid') === true
}
