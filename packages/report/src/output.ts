import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder, usageError } from '@veinmind/sdk'

/** Where a format is written: a file, or standard output. */
export type Destination = { readonly path: string } | 'stdout'

/** What `planOutput` goes by. */
export interface OutputPlan {
  readonly formats: readonly string[]
  /** The text of `-o`. */
  readonly output: string | undefined
  /** Folder that relative paths start from. */
  readonly cwd: string
  /** Name of the file of a format in a folder. */
  readonly fileOf: (format: string) => string
}

/**
 * Where each format goes. `-o` may be
 * - absent: `cli` to standard output, every other format to its file in the current folder;
 * - `-`: standard output;
 * - a folder (it exists, or the text ends with `/`, or several formats want files): `cli` to standard output, every other
 *   format to its file in it;
 * - a file, when one format is asked for;
 * - `json=path,html=path`: as it says, the others as without `-o`.
 *
 * Throws `REPORT_OUTPUT_INVALID`.
 */
export async function planOutput({ formats, output, cwd, fileOf }: OutputPlan): Promise<Map<string, Destination>> {
  const inFolder = (folder: string) =>
    new Map(formats.map((format) => [format, format === 'cli' ? 'stdout' : { path: join(folder, fileOf(format)) }] as const))
  if (output === undefined || output === '') return inFolder(cwd)
  if (output === '-') return new Map(formats.map((format) => [format, 'stdout']))
  const named = parseNamed(output, formats)
  if (named) {
    const plan = inFolder(cwd)
    for (const [format, path] of named) plan.set(format, path === '-' ? 'stdout' : { path: resolve(cwd, path) })
    return plan
  }
  const path = resolve(cwd, output)
  const [only] = formats
  const isFolder = /[/\\]$/.test(output) || (await isDirectory(path))
  if (formats.length === 1 && only !== undefined && !isFolder) return new Map([[only, { path }]])
  return inFolder(path)
}

/** Writes a file whole or not at all, and its folders: to a new name beside it that takes its place. */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  await makeFolder(dirname(path))
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    // 'wx' refuses a name that is there, so that a link planted under it is not followed; rename replaces a link itself.
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(pieces)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** The pairs of `json=a,html=b`; undefined when the text is a path. */
function parseNamed(output: string, formats: readonly string[]): [string, string][] | undefined {
  const pairs = output.split(',').map((part) => part.split(/=(.*)/s, 2) as [string, string?])
  const named = pairs.filter(([format, path]) => path !== undefined && /^[a-z]+$/.test(format))
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

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
