import { readFile } from 'node:fs/promises'
import { CONF_NAMESPACE, createConfService, Registry } from '@veinmind/internal/services'
import { mib, usageError } from '@veinmind/sdk'

/** The services for plugins that `--plugin-conf name=file` asks for; undefined where it asks for none. */
export async function createConfRegistry(words: readonly string[]): Promise<Registry | undefined> {
  if (words.length === 0) return undefined
  const documents = new Map<string, Uint8Array>()
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw usageError('USAGE', `--plugin-conf: ${word} is not name=file`)
    documents.set(word.slice(0, at), await read(word.slice(at + 1)))
  }
  return new Registry().define(CONF_NAMESPACE, createConfService(documents))
}

async function read(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw usageError(
      'CONFIG_UNREADABLE',
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  })
  if (bytes.length > mib(8)) throw usageError('CONFIG_UNREADABLE', `${path} is larger than 8 MiB`)
  return bytes
}
