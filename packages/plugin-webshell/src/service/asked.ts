import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector, MainContext } from '@veinmind/sdk'
import { randomUUID } from 'node:crypto'
import { languageOf } from '../candidates/extensions.ts'
import type { Service, Verdict } from './client.ts'
import { OPTIONS } from './options.ts'

const MAX_BYTES = mib(4)

/** Languages as the service calls them. */
const TYPES: Readonly<Record<string, string>> = { php: 'php', jsp: 'jsp', asp: 'asp', aspx: 'asp' }

/** Asks the service that the user names; without one, nobody is asked. Answers may change, so they are not cached. */
export const asked: Inspector<Verdict, typeof OPTIONS> = defineInspector({
  id: 'service',
  version: 1,
  runs: 'main',
  cacheKey: ({ options }) => (options.service === undefined ? 'off' : randomUUID()),
  options: OPTIONS,
  wants: ({ type, path, size }, { options }) =>
    options.service !== undefined &&
    type === 'file' &&
    size > 0 &&
    TYPES[languageOf(path) ?? ''] !== undefined &&
    content({ max: MAX_BYTES }),
  async inspect({ bytes, entry, incomplete }, context) {
    const { state } = context as unknown as MainContext<typeof OPTIONS, Service | undefined>
    if (state === undefined) return undefined
    try {
      return await state.ask({ path: entry.path, bytes, type: TYPES[languageOf(entry.path) ?? ''] ?? 'php' })
    } catch (error) {
      incomplete(`the service was not able to say: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  },
})
