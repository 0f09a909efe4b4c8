import type { Entry, Want, When } from '@veinmind/sdk'
import { cutText } from '@veinmind/internal/text'
import { baseName, kib } from '@veinmind/sdk'
import { areDigestNames } from './digests.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** What an inspector answers when it is offered a file. */
export type WantAnswer = { readonly want: Want } | { readonly error: string } | undefined

/** Whether the entry says that something of a lower layer is deleted. */
export function isWhiteout(path: string): boolean {
  return path.includes('/.wh.') && baseName(path).startsWith('.wh.')
}

/** Asks the inspector. All but files can only be wanted for their metadata. */
export function wantOf(inspector: ActiveInspector, entry: Entry): WantAnswer {
  let want: unknown
  try {
    want = inspector.definition.wants(entry, inspector.context)
  } catch (error) {
    return { error: cutText(`wants: ${error instanceof Error ? error.message : String(error)}`, 500) }
  }
  if (want === undefined || want === false || want === null) return undefined
  if (!isWant(want)) return { error: 'wants: it returned neither a want nor nothing' }
  return entry.type === 'file' || want.kind === 'metadata' ? { want } : undefined
}

/**
 * Whether the inspector has seen the content under the name of `entry` already: it wanted it there without a condition, or under the
 * condition of `want`.
 */
export function wasWanted(inspector: ActiveInspector, entry: Entry, want: Want | undefined): boolean {
  const answer = wantOf(inspector, entry)
  if (answer === undefined || !('want' in answer)) return false
  const when = whenOf(answer.want)
  return when === undefined || isSame(when, want && whenOf(want))
}

/** The condition of a want. */
export function whenOf(want: Want): When | undefined {
  return want.kind === 'metadata' ? undefined : want.when
}

function isSame(a: When, b: When | undefined): boolean {
  return b !== undefined && (a.test === b.test || (a.id !== undefined && a.id === b.id))
}

/** Most that a condition looks at. */
const MAX_HEAD = kib(64)

function isWhen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('bytes' in value) || !('test' in value)) return false
  const { bytes, test } = value
  return typeof test === 'function' && typeof bytes === 'number' && bytes >= 0 && bytes <= MAX_HEAD
}

function isWant(value: unknown): value is Want {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if ('when' in value && value.when !== undefined && !isWhen(value.when)) return false
  if ('digests' in value && value.digests !== undefined && !areDigestNames(value.digests)) return false
  if (value.kind === 'digest') return 'digests' in value
  if (value.kind === 'metadata' || value.kind === 'stream') return true
  const isSized = value.kind === 'head' || value.kind === 'content' || value.kind === 'spool'
  return isSized && 'max' in value && typeof value.max === 'number' && value.max >= 0
}
