import type { Entry, Want } from '@veinmind/sdk'
import { baseName, cutText } from '@veinmind/sdk'
import type { Slot } from './slots.ts'

/** What an inspector answers when it is offered a file. */
export type Answer = { readonly want: Want } | { readonly error: string } | undefined

/** Whether the entry says that something of a lower layer is deleted. */
export function isWhiteout(path: string): boolean {
  return path.includes('/.wh.') && baseName(path).startsWith('.wh.')
}

/** Asks the inspector. All but files can only be wanted for their metadata. */
export function offer(slot: Slot, entry: Entry): Answer {
  let want: unknown
  try {
    want = slot.inspector.wants(entry, slot.context)
  } catch (error) {
    return { error: cutText(`wants: ${error instanceof Error ? error.message : String(error)}`, 500) }
  }
  if (want === undefined || want === false || want === null) return undefined
  if (!isWant(want)) return { error: 'wants: it returned neither a want nor nothing' }
  return entry.type === 'file' || want.kind === 'metadata' ? { want } : undefined
}

/** Whether the inspector wants the entry, in whatever way. */
export function isWanted(slot: Slot, entry: Entry): boolean {
  const answer = offer(slot, entry)
  return answer !== undefined && 'want' in answer
}

function isWant(value: unknown): value is Want {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (value.kind === 'metadata' || value.kind === 'stream') return true
  const isSized = value.kind === 'head' || value.kind === 'content' || value.kind === 'spool'
  return isSized && 'max' in value && typeof value.max === 'number' && value.max >= 0
}
