import { accounts } from '../src/accounts.ts'
import { texts } from '../src/texts.ts'
import type { FileRecord } from '../src/model.ts'
import type { OPTIONS } from '../src/options.ts'
import type { OptionValues } from '@veinmind/sdk'
import { inspectedFile } from '@veinmind/testing'

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
  const file = inspectedFile(path, content)
  const context = { options: { ...DEFAULTS, ...options } }
  const inspector = [accounts, texts].find((one) => one.wants(file.entry, context))
  if (!inspector) return undefined
  return inspector.inspect(file, context)
}
