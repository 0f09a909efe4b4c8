import type { Language } from '@veinmind/internal/text'
import type { Report } from '../model/model.ts'

/** What a renderer may take into account. */
export interface RenderContext {
  readonly language: Language
  readonly verbose: boolean
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  /** Whether SARIF lists accepted findings as suppressed; by default not. */
  readonly listsSuppressed?: boolean
}

/** Makes the text of a format: pure, the same report and context give the same text. */
export interface Renderer {
  render(report: Report, context: RenderContext): string | Promise<string>
  /** The same text in pieces, where it may be so large that it is better never whole. */
  pieces?(report: Report, context: RenderContext): Iterable<string> | Promise<Iterable<string>>
}
