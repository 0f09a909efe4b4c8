import type { Mount, ReportEvent } from '@veinmind/sdk'
import { english, finding, pathOf } from './event.ts'
import type { FindingInput } from './event.ts'

/** A way out of the container. */
export interface EscapeInput extends FindingInput {
  /** What is misused: a path, a capability, a kernel version. */
  readonly target: string
  readonly reason: string
  readonly detail?: string
}

/** A way out of the container (type `Escape`). */
export function escape(input: EscapeInput): ReportEvent {
  const { target, reason, detail = '' } = input
  return finding(input, { type: 'Escape', detail: { target, reason, detail }, evidence: `${target}: ${reason}` })
}

/** A program by which a user becomes root. */
export interface EscalationInput extends FindingInput {
  readonly binName: string
  /** Why it is possible, in the original's words: `Sudo`, `SUID`, `LimitedSUID`, `Capabilities`. */
  readonly mode?: string
  /** How it is done. */
  readonly exploit?: string
}

/** A way to become root inside (type `Escalation`). */
export function escalation(input: EscalationInput): ReportEvent {
  const { binName, mode: mod = '', exploit: exp = '', rule, at } = input
  const description = english(rule.description ?? rule.title)
  return finding(input, {
    type: 'Escalation',
    detail: { binName, description, filePath: pathOf(at), mod, exp },
    evidence: exp === '' ? binName : exp,
    identity: `${binName}\0${mod}`,
  })
}

/** A mount that gives the host away. */
export interface UnsafeMountInput extends FindingInput {
  readonly mount: Pick<Mount, 'source' | 'destination' | 'type'>
}

/** A mount that gives the host away (type `UnsafeMount`). */
export function unsafeMount(input: UnsafeMountInput): ReportEvent {
  const { source, destination, type } = input.mount
  return finding(input, {
    type: 'UnsafeMount',
    // The capital M is the original's.
    detail: { Mount: { source, destination, type } },
    evidence: `${source} → ${destination}`,
  })
}
