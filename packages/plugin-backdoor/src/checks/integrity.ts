import { backdoor } from '@veinmind/report'
import { baseName } from '@veinmind/sdk'
import type { Found, ScanContext } from '@veinmind/sdk'
import type { FileOwner } from '@veinmind/inventory'
import { isKeyProgram, keyPrograms } from '../files/programs.ts'
import type { KeyProgram } from '../files/programs.ts'
import type { Owners } from '../owners.ts'
import { sameDigest } from '../owners.ts'
import { ruleOf } from '../rules/index.ts'

/** Programs that nobody installs a second time below /usr/local, which is searched first, except to replace the real ones. */
const STAND_INS = new Set(
  'ls ps ss netstat su sudo login passwd lsof top ssh sshd find w who last crontab id'.split(' '),
)
const BEFORE = /^\/usr\/local\/s?bin\//
const PAM_MODULE = /\/security\/pam_\w+\.so$/

/** Programs and libraries of packages that are no longer what their packages brought. */
export function checkIntegrity(owners: Owners, context: ScanContext): void {
  if (owners.isEmpty) return
  const known = new Set(owners.all.flatMap(({ digest }) => digest ?? []))
  for (const found of context.records(keyPrograms)) {
    if (!found.visible) continue
    const candidates = owners.candidates(found.entry.path)
    if (candidates.length === 0) checkForeign(found, known, context)
    else checkOwned(found, candidates, context)
  }
}

function checkOwned(found: Found<KeyProgram>, candidates: readonly FileOwner[], context: ScanContext): void {
  const { record, entry, location } = found
  const judged = candidates.map((owner) => ({ owner, isSame: sameDigest(owner, record.digests) }))
  const subject = record.digests.sha256 === undefined ? {} : { subject: { kind: 'file', key: record.digests.sha256 } }
  const changed = judged.find(({ owner, isSame }) => isSame === false && owner.isConfig !== true)
  if (changed && !judged.some(({ isSame }) => isSame === true)) {
    const rule = ruleOf('BACK-210')
    const severity = isKeyProgram(entry.path) ? rule.severity : 'medium'
    const content = `${changed.owner.package}: ${changed.owner.digest ?? ''}`
    context.report(backdoor({ rule, severity, at: location, entry, content, ...subject }))
    return
  }
  const mode = candidates.find((owner) => owner.mode !== undefined)?.mode
  // Permission bits that the package does not set: write access for others, setuid and setgid.
  const more = mode === undefined ? 0 : entry.mode & ~mode & 0o6022
  if (more !== 0) {
    const content = `${entry.mode.toString(8)}, ${(mode ?? 0).toString(8)}`
    context.report(backdoor({ rule: ruleOf('BACK-211'), at: location, entry, content, ...subject }))
  }
}

function checkForeign(
  { record, entry, location }: Found<KeyProgram>,
  known: ReadonlySet<string>,
  context: ScanContext,
): void {
  // A link to a program with many names, or a copy of one that a package has.
  if (Object.entries(record.digests).some(([name, value]) => known.has(`${name}:${value}`))) return
  const rule = PAM_MODULE.test(entry.path)
    ? 'BACK-035'
    : BEFORE.test(entry.path) && STAND_INS.has(baseName(entry.path))
      ? 'BACK-212'
      : undefined
  if (rule !== undefined) context.report(backdoor({ rule: ruleOf(rule), at: location, entry, content: entry.path }))
}
