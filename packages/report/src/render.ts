import { toVeinmindError } from '@veinmind/sdk'
import type { Language } from '@veinmind/sdk'
import { formatOf } from './formats.ts'
import type { Report, ReportedError } from './model.ts'
import { loadTranslations } from './translate/index.ts'
import { writeOutput } from '@veinmind/internal/output'
import type { WriteOptions } from '@veinmind/internal/output'
import type { Destination, OutputPlan } from './output.ts'

/** Options of `render`. */
export interface RenderOptions extends WriteOptions {
  readonly language: Language
  readonly verbose: boolean
  /** Whether standard output takes colours. */
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
  readonly stdout: { write(text: string): unknown }
}

/** What was written, and what could not be. */
export interface Rendered {
  readonly written: readonly { readonly format: string; readonly path: string }[]
  readonly errors: readonly ReportedError[]
}

/**
 * Writes a report to where `planOutput` said. A format that fails is an error `REPORT_RENDER_FAILED` or `REPORT_WRITE_FAILED` of
 * the result, and the others are written.
 */
export async function render(report: Report, plan: OutputPlan, options: RenderOptions): Promise<Rendered> {
  await loadTranslations(options.language)
  const written: { format: string; path: string }[] = []
  const errors: ReportedError[] = []
  for (const [format, destination] of plan) {
    try {
      const isFile = destination !== 'stdout'
      const renderer = await formatOf(format).load()
      const context = { ...options, color: options.color && !isFile }
      const pieces = (await renderer.pieces?.(report, context)) ?? [await renderer.render(report, context)]
      await put(pieces, destination, options)
      if (isFile) written.push({ format, path: destination.path })
    } catch (error) {
      errors.push(failure(error, format, destination))
    }
  }
  return { written, errors }
}

async function put(pieces: Iterable<string>, destination: Destination, options: RenderOptions): Promise<void> {
  if (destination === 'stdout') for (const piece of pieces) options.stdout.write(piece)
  else await writeOutput(destination.path, pieces, options)
}

const WRITE_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'make room there, or name another place with -o',
  EDQUOT: 'make room there, or name another place with -o',
  EPIPE: 'what read it ended before it had all',
}

function failure(error: unknown, format: string, destination: Destination): ReportedError {
  const { syscall, code = '' } = error as NodeJS.ErrnoException
  const where = destination === 'stdout' ? 'standard output' : destination.path
  const { message, hint } = toVeinmindError(error)
  if (code === 'OUTPUT_INVALID')
    return { code: 'REPORT_WRITE_FAILED', message, ...(hint === undefined ? {} : { hint }) }
  return syscall === undefined
    ? { code: 'REPORT_RENDER_FAILED', message: `the ${format} report could not be made: ${message}` }
    : {
        code: 'REPORT_WRITE_FAILED',
        message: `${where}: ${message}`,
        hint: WRITE_HINTS[code] ?? 'check that the folder is there and may be written',
      }
}
