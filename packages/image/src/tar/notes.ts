import type { LayerNote, LayerNoteCode } from './types.ts'

const MAX_OF_A_CODE = 20

/** Passes notes on, but no more than 20 of a code: a hostile layer could make one for each of a million names. */
export function limitNotes(take: (note: LayerNote) => void): (note: LayerNote) => void {
  const counts = new Map<LayerNoteCode, number>()
  return (note) => {
    const count = (counts.get(note.code) ?? 0) + 1
    counts.set(note.code, count)
    if (count < MAX_OF_A_CODE) take(note)
    else if (count === MAX_OF_A_CODE) take({ ...note, message: `${note.message} (and perhaps more like this)` })
  }
}
