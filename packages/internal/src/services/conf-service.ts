import { VeinmindError } from '@veinmind/sdk'
import type { Service } from './registry.ts'

/** A service for `CONF_NAMESPACE`: `pull(name)` gives the document of that name in base64, and throws `CONF_UNKNOWN` where there is none. */
export function createConfService(documents: ReadonlyMap<string, Uint8Array>): Service {
  return {
    manifest: {},
    functions: {
      pull(name) {
        const document = typeof name === 'string' ? documents.get(name) : undefined
        if (!document) throw new VeinmindError('CONF_UNKNOWN', `the host has no configuration ${JSON.stringify(name)}`)
        return Buffer.from(document).toString('base64')
      },
    },
  }
}
