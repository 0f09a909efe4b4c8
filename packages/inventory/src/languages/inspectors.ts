import { content, defineInspector, gib, magic, mib, spool } from '@veinmind/sdk'
import type { Entry, Inspector } from '@veinmind/sdk'
import type { Bytes } from '../executables/model.ts'
import { readProgram, wantsProgram } from '../programs/read-program.ts'
import { createDispatch } from './dispatch.ts'
import { JAVA_ARCHIVE, readJars } from './java/read-jars.ts'
import { LANGUAGES } from './languages.ts'
import { readPythonArchive } from './python/wheel.ts'
import type { FoundPackage, Reading } from './reading.ts'
import { UnreadableError } from './reading.ts'

/** What was read from a file, and the cataloger that understands it. */
export interface LanguageRecord {
  readonly found: readonly {
    readonly cataloger: string
    readonly packages: readonly FoundPackage[]
    /** Names of files beside it that its packages answer for. */
    readonly claims?: readonly string[]
  }[]
}

const readersOf = createDispatch(
  Object.entries(LANGUAGES).flatMap(([cataloger, readers]) => readers.map((reader) => ({ cataloger, reader }))),
)

/** Reads metadata and lock files. */
export const languageFiles: Inspector<LanguageRecord> = defineInspector<LanguageRecord>({
  id: 'language-files',
  module: import.meta.url,
  version: 2,
  // A lock file, or an archive of archives, may list thousands of packages.
  maxRecord: mib(16),
  offered: { types: ['file'], minSize: 1, paths: readersOf.texts },
  wants({ path, type, size }) {
    if (type !== 'file' || size === 0) return undefined
    const readers = readersOf(path)
    return readers.length === 0 ? undefined : content({ max: Math.max(...readers.map(({ reader }) => reader.max)) })
  },
  async inspect({ entry: { path }, bytes, incomplete }) {
    const found: LanguageRecord['found'][number][] = []
    for (const { cataloger, reader } of readersOf(path)) {
      const reading = await attempt(() => reader.read({ path, bytes }), incomplete)
      if (reading !== undefined) found.push(recordOf(cataloger, reading))
    }
    return asRecord(found)
  },
})

const PYTHON_ARCHIVE = /\.(?:whl|egg)$/i
const JAR = magic(['PK'])

/** Reads archives that are packages, and those that stand in them. */
export const languageArchives: Inspector<LanguageRecord> = defineInspector<LanguageRecord>({
  id: 'language-archives',
  module: import.meta.url,
  version: 2,
  maxRecord: mib(16),
  offered: { types: ['file'], minSize: 1 },
  wants: ({ path, type, size }) =>
    type === 'file' &&
    size > 0 &&
    (JAVA_ARCHIVE.test(path) ? spool({ max: gib(4) }) : PYTHON_ARCHIVE.test(path) && spool({ max: gib(1), when: JAR })),
  async inspect(input) {
    const { entry, incomplete } = input
    const { path } = entry
    const file = input.random()
    const isPython = PYTHON_ARCHIVE.test(path)
    const reading = await attempt(() => (isPython ? readPythonArchive(path, file) : readJars(path, file)), incomplete)
    return reading && asRecord([recordOf(isPython ? 'python' : 'java', reading)])
  },
})

const EXECUTABLE = magic([
  '\x7fELF',
  'MZ',
  '\xcf\xfa\xed\xfe',
  '\xce\xfa\xed\xfe',
  '\xfe\xed\xfa\xcf',
  '\xfe\xed\xfa\xce',
  '\xca\xfe\xba\xbe\0\0\0',
])
/** Smaller files are read in memory and not written to disk. */
const IN_MEMORY = mib(8)

/** Reads programs: what they were built from, and which they are. */
export const programFiles: Inspector<LanguageRecord> = defineInspector<LanguageRecord>({
  id: 'program-files',
  module: import.meta.url,
  version: 3,
  offered: { types: ['file'] },
  wants: (entry) => wantsProgram(entry) && wantOf(entry),
  async inspect(input) {
    const { entry, incomplete } = input
    const file = entry.size <= IN_MEMORY ? inMemory(input.bytes) : input.random()
    const found: LanguageRecord['found'][number][] = []
    for (const { cataloger, ...reading } of (await attempt(() => readProgram(entry.path, file), incomplete)) ?? []) {
      if (reading.incomplete !== undefined) incomplete(reading.incomplete)
      found.push(recordOf(cataloger, reading))
    }
    return asRecord(found)
  },
})

function wantOf({ size }: Entry): ReturnType<typeof content> {
  return size <= IN_MEMORY ? content({ max: IN_MEMORY, when: EXECUTABLE }) : spool({ max: gib(4), when: EXECUTABLE })
}

function inMemory(bytes: Uint8Array): Bytes {
  return { size: bytes.length, read: async (position, length) => bytes.subarray(position, position + length) }
}

/** What a reader throws is said of the file, in its words where they are meant for it. */
async function attempt<T extends Reading | readonly unknown[]>(
  read: () => T | undefined | Promise<T | undefined>,
  incomplete: (reason: string) => void,
): Promise<T | undefined> {
  try {
    const reading = await read()
    if (reading !== undefined && 'incomplete' in reading && reading.incomplete !== undefined)
      incomplete(reading.incomplete)
    return reading
  } catch (error) {
    incomplete(
      error instanceof UnreadableError
        ? error.message
        : `it could not be read: ${error instanceof Error ? error.message.slice(0, 200) : 'an unknown error'}`,
    )
    return undefined
  }
}

function recordOf(cataloger: string, { packages, claims }: Reading): LanguageRecord['found'][number] {
  return { cataloger, packages, ...(claims === undefined ? {} : { claims }) }
}

function asRecord(found: LanguageRecord['found']): LanguageRecord | undefined {
  const kept = found.filter(({ packages, claims }) => packages.length > 0 || claims !== undefined)
  return kept.length === 0 ? undefined : { found: kept }
}
