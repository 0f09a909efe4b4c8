import { lstat, stat } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { toVeinmindError, usageError } from '@veinmind/sdk'
import { findPlace } from '@veinmind/internal/output'
import { FORMATS, formatOf } from './formats.ts'

/** Where a format is written: a file, or standard output. */
export type Destination = { readonly path: string } | 'stdout'

/** Where each format goes. */
export type OutputPlan = ReadonlyMap<string, Destination>

/** Options of `planOutput`. */
export interface OutputRequest {
  readonly formats: readonly string[]
  /** The text of `-o`. */
  readonly output: string | undefined
  /** Folder that relative paths start from; default: the current one. */
  readonly cwd?: string
}

/**
 * Where each format goes. `-o` may be
 * - absent: `cli`, and one text format that is alone, to standard output, every other format to its file in the current folder;
 * - `-`: standard output;
 * - a folder (it exists, or the text ends with `/`, or it does not exist and has no extension), which is made with its parents: every
 *   format to its file in it, but `cli` beside others to standard output;
 * - a file: the one format that is asked for, or the one beside `cli`;
 * - `json=path,html=path`: as it says, the others as without `-o`.
 *
 * To be called before what is to be written is made: throws `REPORT_OUTPUT_INVALID` for what cannot be meant or written.
 */
export async function planOutput({ formats, output, cwd = process.cwd() }: OutputRequest): Promise<OutputPlan> {
  const plan = await readOutput(formats, output, cwd)
  refuseMixed(plan, output)
  const taken = new Map<string, string>()
  for (const [format, destination] of plan) {
    if (destination === 'stdout') continue
    const place = await findPlace(destination.path).catch((error: unknown) => {
      const { message, hint } = toVeinmindError(error)
      throw usageError('REPORT_OUTPUT_INVALID', `-o: ${message}`, hint === undefined ? {} : { hint })
    })
    if (place.kind === 'descriptor' && place.fd === 1) {
      plan.set(format, 'stdout')
      refuseMixed(plan, output)
    }
    const other = taken.get(place.path)
    if (other !== undefined)
      throw usageError(
        'REPORT_OUTPUT_INVALID',
        `-o: ${other} and ${format} would both be written to ${destination.path}`,
      )
    taken.set(place.path, format)
  }
  return plan
}

/** Two reports behind one another are none that a program or a browser could read. */
function refuseMixed(plan: OutputPlan, output: string | undefined): void {
  const formats = [...plan]
    .filter(([format, destination]) => destination === 'stdout' && format !== 'cli')
    .map(([format]) => format)
  if (formats.length < 2) return
  throw usageError(
    'REPORT_OUTPUT_INVALID',
    `-o: ${output ?? ''} is standard output, and ${formats.join(', ')} are several reports`,
    {
      hint: 'name a folder (./) for them, or ask for one format',
    },
  )
}

async function readOutput(
  formats: readonly string[],
  output: string | undefined,
  cwd: string,
): Promise<Map<string, Destination>> {
  // An unset variable of a script leaves an empty text.
  if (output === '') throw usageError('REPORT_OUTPUT_INVALID', '-o names no place', { hint: 'is a variable not set?' })
  if (output === undefined)
    return isTextAlone(formats) ? new Map([[formats[0] ?? '', 'stdout']]) : inFolder(formats, cwd)
  if (output === '-') return new Map(formats.map((format) => [format, 'stdout']))
  if (
    formats.join() === 'cli' &&
    output !== 'cli' &&
    FORMATS.includes(output) &&
    !(await exists(resolve(cwd, output)))
  ) {
    throw usageError('REPORT_OUTPUT_INVALID', `-o ${output} names where the report is written to, and no format`, {
      hint: `did you mean -f ${output}? -o ./${output} is the folder`,
    })
  }
  const named = parseNamed(output, formats)
  if (named) {
    const plan = inFolder(formats, cwd)
    for (const [format, path] of named) plan.set(format, path === '-' ? 'stdout' : { path: resolve(cwd, path) })
    return plan
  }
  const path = resolve(cwd, output)
  if (await isFolder(path, output)) {
    await makeFolder(path).catch((error: unknown) => {
      throw usageError('REPORT_OUTPUT_INVALID', `-o: the folder ${path} cannot be made: ${(error as Error).message}`)
    })
    return formats.length === 1
      ? new Map(formats.map((format) => [format, fileIn(path, format)]))
      : inFolder(formats, path)
  }
  const [only, ...more] = formats.length === 1 ? formats : formats.filter((format) => format !== 'cli')
  if (only === undefined || more.length > 0) {
    throw usageError(
      'REPORT_OUTPUT_INVALID',
      `-o: ${output} is a file, and ${formats.join(', ')} are several reports`,
      {
        hint: `name a folder (${dirname(output)}/), or a file for each: ${formats.map((format) => `${format}=${formatOf(format).file}`).join(',')}`,
      },
    )
  }
  return new Map(formats.map((format) => [format, format === only ? { path } : 'stdout']))
}

const isTextAlone = (formats: readonly string[]): boolean =>
  formats.length === 1 && !formats.some((format) => formatOf(format).isPage)

const fileIn = (folder: string, format: string): Destination => ({ path: join(folder, formatOf(format).file) })

function inFolder(formats: readonly string[], folder: string): Map<string, Destination> {
  return new Map(formats.map((format) => [format, format === 'cli' ? 'stdout' : fileIn(folder, format)]))
}

/** The pairs of `json=a,html=b`; undefined when the text is a path. */
function parseNamed(output: string, formats: readonly string[]): [string, string][] | undefined {
  const pairs = output.split(',').map((part) => part.split(/=(.*)/s, 2) as [string, string?])
  const named = pairs.filter(([format, path]) => path !== undefined && /^[a-z]+(?:@[a-z0-9._]+)?$/.test(format))
  if (named.length < pairs.length) {
    // A path may hold "=" and ",", but hardly the name of a format before "=": one of the pairs lacks its format.
    if (!named.some(([format]) => formats.includes(format))) return undefined
    throw usageError('REPORT_OUTPUT_INVALID', `-o ${output}: some of it names a format and some does not`, {
      hint: 'write format=path,format=path, such as json=report.json,html=report.html',
    })
  }
  return pairs.map(([format, path = '']) => {
    if (!formats.includes(format)) {
      throw usageError('REPORT_OUTPUT_INVALID', `-o names a file for ${format}, which is not among the formats`, {
        hint: `the formats asked for are ${formats.join(', ')}; name ${format} with -f too`,
      })
    }
    if (path === '') throw usageError('REPORT_OUTPUT_INVALID', `-o names no file for ${format}`)
    return [format, path]
  })
}

async function isFolder(path: string, text: string): Promise<boolean> {
  if (/[/\\]$/.test(text)) return true
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    // A link that leads to nothing yet is one to a file.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && extname(path) === '' && !(await isLink(path))
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
