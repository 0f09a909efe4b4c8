import { toVeinmindError } from '@veinmind/sdk'
import type { Language } from '@veinmind/sdk'
import { formatOf } from './formats.ts'
import type { Report, ReportedError } from './model.ts'
import { planOutput, writeWhole } from './output.ts'
import type { Destination } from './output.ts'

/** Options of `render`. */
export interface RenderOptions {
  /** The text of `-o`, see `planOutput`. */
  readonly output?: string
  readonly language: Language
  readonly verbose: boolean
  /** Whether standard output takes colours. */
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  readonly stdout: { write(text: string): unknown }
  /** Folder that relative paths start from; default: the current one. */
  readonly cwd?: string
}

/** What was written, and what could not be. */
export interface Rendered {
  readonly written: readonly { readonly format: string; readonly path: string }[]
  readonly errors: readonly ReportedError[]
}

/**
 * Writes a report in several formats. One that fails is an error `REPORT_RENDER_FAILED` or `REPORT_WRITE_FAILED` of the
 * result, and the others are written. Throws `REPORT_FORMAT_UNKNOWN` and `REPORT_OUTPUT_INVALID` before anything is.
 */
export async function render(report: Report, formats: readonly string[], options: RenderOptions): Promise<Rendered> {
  const { output, stdout, cwd = process.cwd() } = options
  const plan = await planOutput({ formats, output, cwd, fileOf: (format) => formatOf(format).file })
  const written: { format: string; path: string }[] = []
  const errors: ReportedError[] = []
  for (const [format, destination] of plan) {
    try {
      const isFile = destination !== 'stdout'
      const renderer = await formatOf(format).load()
      const context = { ...options, color: options.color && !isFile }
      const pieces = renderer.pieces?.(report, context) ?? [await renderer.render(report, context)]
      await put(pieces, destination, stdout)
      if (isFile) written.push({ format, path: destination.path })
    } catch (error) {
      errors.push(failure(error, format, destination))
    }
  }
  return { written, errors }
}

async function put(pieces: Iterable<string>, destination: Destination, stdout: RenderOptions['stdout']): Promise<void> {
  if (destination === 'stdout') for (const piece of pieces) stdout.write(piece)
  else await writeWhole(destination.path, pieces)
}

function failure(error: unknown, format: string, destination: Destination): ReportedError {
  const isSystem = error instanceof Error && 'syscall' in error
  const where = destination === 'stdout' ? 'standard output' : destination.path
  const { message } = toVeinmindError(error)
  return isSystem
    ? { code: 'REPORT_WRITE_FAILED', message: `${where}: ${message}`, hint: 'check that the folder is there and may be written' }
    : { code: 'REPORT_RENDER_FAILED', message: `the ${format} report could not be made: ${message}` }
}
