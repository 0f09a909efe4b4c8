import { toVeinmindError } from '@veinmind/sdk'
import type { Language } from '@veinmind/internal/text'
import { formatOf, parseFormats } from './formats.ts'
import type { Report, ReportedError } from '../model/model.ts'
import { loadTranslations } from '../translate/index.ts'
import { writeOutput } from '@veinmind/internal/output'
import type { WriteOptions } from '@veinmind/internal/output'
import { planOutput } from './output.ts'
import type { Destination, OutputPlan } from './output.ts'

/** Options of `render`. */
export interface RenderOptions extends WriteOptions {
  /** By default English. */
  readonly language?: Language
  /** Everything: information, details, what was not covered. By default not. */
  readonly verbose?: boolean
  /** Whether standard output takes colours; by default where it is a terminal. */
  readonly color?: boolean
  /** Columns of the terminal; by default its own, or 100. */
  readonly width?: number
  /** Whether SARIF lists accepted findings as suppressed; by default not. */
  readonly listsSuppressed?: boolean
  /** By default the process's own. */
  readonly stdout?: Output
  /** The text of `-o` where formats are named; see `planOutput`. */
  readonly output?: string
}

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What was written, and what could not be. */
export interface Rendered {
  readonly written: readonly { readonly format: string; readonly path: string }[]
  readonly errors: readonly ReportedError[]
}

/**
 * Writes a report in formats, `await render(report, ['cli', 'sarif'], { output: 'out/' })`, or to where `planOutput` said before
 * the report was made. A format that fails is an error `REPORT_RENDER_FAILED` or `REPORT_WRITE_FAILED` of
 * the result, and the others are written.
 */
export async function render(
  report: Report,
  formats: readonly string[] | OutputPlan,
  options: RenderOptions = {},
): Promise<Rendered> {
  const stdout: Output = options.stdout ?? process.stdout
  const { language = 'en', verbose = false, color = stdout.isTTY === true, width = stdout.columns || 100 } = options
  const plan =
    'get' in formats ? formats : await planOutput({ formats: parseFormats(formats.join(',')), output: options.output })
  await loadTranslations(language)
  const written: { format: string; path: string }[] = []
  const errors: ReportedError[] = []
  for (const [format, destination] of plan) {
    try {
      const isFile = destination !== 'stdout'
      const renderer = await formatOf(format).load()
      const context = {
        language,
        verbose,
        width,
        color: color && !isFile,
        listsSuppressed: options.listsSuppressed ?? false,
      }
      const pieces = (await renderer.pieces?.(report, context)) ?? [await renderer.render(report, context)]
      await put(pieces, destination, { ...options, stdout })
      if (isFile) written.push({ format, path: destination.path })
    } catch (error) {
      errors.push(failure(error, format, destination))
    }
  }
  return { written, errors }
}

async function put(
  pieces: Iterable<string>,
  destination: Destination,
  options: WriteOptions & { readonly stdout: Output },
): Promise<void> {
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
