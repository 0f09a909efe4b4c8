import { accounts } from '../src/accounts.ts'
import { texts } from '../src/texts.ts'
import type { FileRecord } from '../src/model.ts'
import type { OPTIONS } from '../src/options.ts'
import type { Entry, OptionValues } from '@veinmind/sdk'

export const DEFAULTS: OptionValues<typeof OPTIONS> = {
  dictionary: undefined,
  usernames: [],
  services: [],
  budget: 100,
}

/** What the inspector makes of one file, as the engine would call it; undefined too where it does not want the file. */
export async function inspect(
  path: string,
  content: string | Uint8Array,
  options: Partial<OptionValues<typeof OPTIONS>> = {},
): Promise<FileRecord | undefined> {
  const bytes = Buffer.from(content)
  const entry: Entry = {
    path,
    type: 'file',
    size: bytes.length,
    mode: 0o644,
    uid: 0,
    gid: 0,
    userName: '',
    groupName: '',
    mtime: 0,
  }
  const context = { options: { ...DEFAULTS, ...options } }
  const inspector = [accounts, texts].find((one) => one.wants(entry, context))
  if (!inspector) return undefined
  const random = () => ({
    size: bytes.length,
    path: '',
    read: async (at: number, length: number) => bytes.subarray(at, at + length),
  })
  const file = { entry, bytes, truncated: false, keywords: new Set<string>(), async *chunks() {}, random }
  return inspector.inspect({ ...file, incomplete: () => undefined }, context)
}
