import { printable } from '@veinmind/sdk/target'
import type { Language } from '@veinmind/internal/text'
import { label } from '../../model/labels.ts'
import type { TargetReference } from '../../model/model.ts'
import type { RenderContext } from '../renderer.ts'
import { widthOf, wrap } from './layout.ts'
import type { Style } from './style.ts'

/** What the rows of a table have in common. */
export interface TableContext extends RenderContext {
  readonly style: Style
  readonly namesOf: (target: TargetReference) => readonly string[]
  /** Width of the column of targets; 0 where there is one target, which the summary names. */
  readonly targetWidth: number
}

/** A text below the row, indented. */
export function paragraph(text: string, indent: number, { width, style }: TableContext): string[] {
  return wrap(text, Math.max(20, width - indent)).map((line) => ' '.repeat(indent) + style.dim(line))
}

/** `1 more place`, `2 more places`. */
export function morePlaces(count: number, language: Language): string {
  return label(count === 1 ? 'morePlace' : 'morePlaces', language, count)
}

/** The width of the column of targets: of the longest name, in bounds. */
export function targetWidthOf(names: readonly string[], width: number): number {
  if (names.length < 2) return 0
  const widest = names.reduce((most, name) => Math.max(most, widthOf(printable(name))), 8)
  // Room for `+1` where several are in one line.
  return Math.min(widest + 3, Math.max(12, Math.floor(width * 0.2)))
}
