import type { Location } from '@veinmind/sdk'
import type { Path, Places } from './yaml/places.ts'

/** Places in a block of text (`|`) are places in its file; in any other text only the whole has one. */
export function moveInto(document: Places, path: Path): (place: Location) => Location {
  const block = document.blockStart(path)
  const whole = document.place(path)
  return ({ line = 1, column = 1, endLine, endColumn }) =>
    block
      ? {
          line: line + block.line - 1,
          column: column + block.column - 1,
          ...(endLine === undefined ? {} : { endLine: endLine + block.line - 1 }),
          ...(endColumn === undefined ? {} : { endColumn: endColumn + block.column - 1 }),
        }
      : { ...whole }
}
