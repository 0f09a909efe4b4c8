import { cutText } from '@veinmind/internal/text'
import { cleanPath, mib, parentPath, toVeinmindError } from '@veinmind/sdk'
import type { Found, ScanContext } from '@veinmind/sdk'
import { guessFile } from './accounts.ts'
import type { FileRecord } from './model.ts'
import type { OPTIONS } from './options.ts'

/** How many included files are read, over all configurations of an entity. */
const MAX_INCLUDES = 50

/** Reads the files that configurations of Redis include under names that no inspector matches, and those that these include in turn. */
export async function readIncludes(
  context: ScanContext<typeof OPTIONS>,
  files: readonly Found<FileRecord>[],
): Promise<readonly Found<FileRecord>[]> {
  const read: Found<FileRecord>[] = []
  const seen = new Set<string>()
  const queue = files.filter(({ visible }) => visible)
  for (let file = queue.shift(); file; file = queue.shift()) {
    for (const name of file.record.includes ?? []) {
      const path = cleanPath(name.startsWith('/') ? name : `${parentPath(file.entry.path)}/${name}`)
      if (seen.has(path)) continue
      if (seen.size >= MAX_INCLUDES) {
        context.incomplete(`more than ${MAX_INCLUDES} files are included: the rest was not read`, file.location)
        return read
      }
      seen.add(path)
      const included = await readInclude(context, path, file)
      if (included) queue.push(included)
      if (included) read.push(included)
    }
  }
  return read
}

async function readInclude(
  context: ScanContext<typeof OPTIONS>,
  path: string,
  from: Found<FileRecord>,
): Promise<Found<FileRecord> | undefined> {
  try {
    const { readRedis } = await import('./files/redis-conf.ts')
    const entry = await context.files.stat(path)
    const record = await guessFile(
      'Redis',
      readRedis(await context.files.readFile(path, { max: mib(2) })),
      context.options,
    )
    return record && { record, entry: { ...entry, path }, location: { path }, visible: true }
  } catch (error) {
    context.signal.throwIfAborted()
    context.incomplete(
      `includes ${cutText(path, 200)}, which could not be read: ${toVeinmindError(error).message}`,
      from.location,
    )
    return undefined
  }
}
