import { content, defineInspector, digest, mib, stream } from '@veinmind/sdk'
import type { InspectedFile, Inspector, MainContext } from '@veinmind/sdk'
import { hashing } from '../engines/clamd.ts'
import { hashEngine } from '../engines/hashes.ts'
import { isProgram } from '../files/kind.ts'
import type { State } from '../state.ts'
import type { FileRecord } from './record.ts'
import { isFilled, recordOf, sampleOf } from './record.ts'

type Context = MainContext<{}, State | undefined>

/** Every file, streamed to clamd while its layer passes. */
export const clamdFiles: Inspector<FileRecord> = defineInspector({
  id: 'clamd',
  version: 1,
  runs: 'main',
  cacheKey: ({ state }: Context) => state?.clamd?.version ?? 'off',
  wants: (entry, context) => (context as Context).state?.clamd !== undefined && isFilled(entry) && stream(),
  async inspect(file: InspectedFile, context): Promise<FileRecord | undefined> {
    const { clamd } = (context as Context).state ?? {}
    if (clamd === undefined) return undefined
    const { chunks, digests } = hashing(file.chunks())
    const verdicts = await clamd.scan({ ...sampleOf(file), chunks: () => chunks })
    return verdicts.length === 0 ? undefined : { verdicts, digests: digests() }
  },
})

/** Files whose digest is in a list of the user's. */
export const hashedFiles: Inspector<FileRecord> = defineInspector({
  id: 'hashes',
  version: 1,
  runs: 'main',
  cacheKey: ({ state }: Context) => state?.hashes?.version ?? 'off',
  wants(entry, context) {
    const { hashes } = (context as Context).state ?? {}
    return hashes !== undefined && isFilled(entry) && digest(hashes.kinds)
  },
  async inspect(file, context): Promise<FileRecord | undefined> {
    const { hashes } = (context as Context).state ?? {}
    if (hashes === undefined) return undefined
    const verdicts = await hashEngine(hashes).scan(sampleOf(file))
    return verdicts.length === 0 ? undefined : { verdicts, digests: file.digests }
  },
})

const MOST_YARA = mib(64)

/** Files that rules of the user's match. */
export const yaraFiles: Inspector<FileRecord> = defineInspector({
  id: 'yara',
  version: 1,
  runs: 'main',
  cacheKey: ({ state }: Context) => state?.yara?.version ?? 'off',
  wants: (entry, context) =>
    (context as Context).state?.yara !== undefined && isFilled(entry) && content({ max: MOST_YARA, over: 'head' }),
  async inspect(file, context): Promise<FileRecord | undefined> {
    const { yara } = (context as Context).state ?? {}
    return yara === undefined ? undefined : recordOf(file, await yara.scan(sampleOf(file)))
  },
})

const RUNS = {
  bytes: 512,
  id: 'malicious-runs',
  test: (head: Uint8Array) => isProgram(head) || (head[0] === 0x23 && head[1] === 0x21),
}

/** Digests of programs and scripts, for whoever is asked about them. */
export const askedFiles: Inspector<{ readonly md5: string; readonly sha256: string }> = defineInspector({
  id: 'asked',
  version: 1,
  runs: 'main',
  cacheKey: ({ state }: Context) => (state?.virustotal === undefined ? 'off' : 'on'),
  wants: (entry, context) =>
    (context as Context).state?.virustotal !== undefined &&
    isFilled(entry) &&
    digest(['md5', 'sha256'], { when: RUNS }),
  inspect: ({ digests: { md5 = '', sha256 = '' } }) => ({ md5, sha256 }),
})
