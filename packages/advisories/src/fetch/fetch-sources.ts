import { toVeinmindError, usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../store/lock.ts'
import { askSource } from './ask-source.ts'
import { createPoliteClient } from './polite-client.ts'
import type { ClientOptions, PoliteClient } from './polite-client.ts'
import { publicSources } from './public-sources.ts'
import type { PublicSource } from './public-sources.ts'

/** How asking one source has ended. */
export interface AskedSource {
  readonly name: string
  readonly state: 'new' | 'unchanged' | 'failed'
  /** Whether anything was brought, also by one that failed later. */
  readonly isNew: boolean
  /** Why it failed. */
  readonly error?: VeinmindError
  /** Where what was had of it lies; nothing where it was never had. */
  readonly folder?: string
}

export interface FetchOptions extends ClientOptions {
  /** Where what is fetched is kept: the next time only what has changed is sent. */
  readonly folder: string
  /** Names of the sources that are asked; all unless given. */
  readonly only?: readonly string[]
  readonly onDone?: (asked: AskedSource) => void
  readonly now?: Date
}

/** As many sources are asked at a time; of one server one thing at a time. */
const AT_ONCE = 4

/**
 * Asks the public sources themselves for what has changed. One that fails is told and stops no other; what was had of it before stays.
 * Throws `ADVISORIES_SOURCE_UNKNOWN`, `ADVISORIES_MIRROR_INVALID`.
 */
export async function fetchSources(options: FetchOptions): Promise<readonly AskedSource[]> {
  const { folder, only = [], signal, onDone, now = new Date() } = options
  const all = publicSources(now.getUTCFullYear())
  const unknown = only.find((name) => !all.some((source) => source.name === name))
  if (unknown !== undefined)
    throw usageError('ADVISORIES_SOURCE_UNKNOWN', `${JSON.stringify(unknown)} is no public source`, {
      hint: `there are ${all.map(({ name }) => name).join(', ')}`,
    })
  const client = createPoliteClient(options)
  return withLock(folder, { name: '.lock', signal }, async () => {
    const waiting = all.filter(({ name }) => only.length === 0 || only.includes(name))
    const done: AskedSource[] = []
    const work = async (): Promise<void> => {
      for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
        signal?.throwIfAborted()
        const asked = await askOne(source, client, join(folder, source.name))
        signal?.throwIfAborted()
        if (asked.error?.isUsage === true) throw asked.error
        done.push(asked)
        onDone?.(asked)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return done.sort((a, b) => (a.name < b.name ? -1 : 1))
  })
}

async function askOne(source: PublicSource, client: PoliteClient, folder: string): Promise<AskedSource> {
  const { name } = source
  let isNew = false
  const counting: PoliteClient = {
    ...client,
    async fetch(file, to) {
      const fetched = await client.fetch(file, to)
      isNew ||= fetched.isNew
      return fetched
    },
  }
  try {
    await askSource(source, { client: counting, folder })
    return { name, isNew, state: isNew ? 'new' : 'unchanged', folder }
  } catch (error) {
    const isThere = (await hasFiles(folder)) ? { folder } : {}
    return { name, isNew, state: 'failed', error: toVeinmindError(error), ...isThere }
  }
}

/** Lists alone hold no advisory. */
async function hasFiles(folder: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  return names.some((name) => name.endsWith('.marks') && !name.endsWith('.txt.marks'))
}
