import { styleText } from 'node:util'
import type { Severity } from '@veinmind/sdk'

type Paint = (text: string) => string

/** How the parts of the report are painted; without colour, not at all. */
export interface Style {
  readonly heading: Paint
  readonly strong: Paint
  readonly dim: Paint
  readonly good: Paint
  readonly bad: Paint
  /** What must not be overlooked. */
  readonly error: Paint
  readonly severity: Readonly<Record<Severity, Paint>>
}

/** The style of a terminal that takes colours, or of one that does not. */
export function createStyle(color: boolean): Style {
  const paint = (...formats: Parameters<typeof styleText>[0][]): Paint =>
    color
      ? (text) => (text === '' ? '' : styleText(formats.flat() as never, text, { validateStream: false }))
      : (text) => text
  return {
    heading: paint('bold'),
    strong: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    error: paint('bold', 'whiteBright', 'bgRed'),
    severity: {
      critical: paint('bold', 'whiteBright', 'bgRed'),
      high: paint('bold', 'red'),
      medium: paint('bold', 'yellow'),
      low: paint('bold', 'blue'),
    },
  }
}
