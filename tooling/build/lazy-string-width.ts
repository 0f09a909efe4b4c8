import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const LAZY = '\0lazy-string-width'

/**
 * `string-width` makes a segmenter and expressions of Unicode classes when it is loaded, which takes as long as Node itself takes
 * to start (Node 24: 30 ms). ASCII needs none of them: here it is loaded with the first text that is more. One version for all,
 * the one in `folder`, is enough; without it, it stays a package that is found where it was installed.
 */
export function lazyStringWidth(folder?: string): Plugin {
  const required = folder === undefined ? 'string-width' : realpathSync(join(folder, 'index.js'))
  const begin =
    folder === undefined
      ? "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"
      : ''
  return {
    name: 'lazy-string-width',
    resolveId: { filter: { id: /^(?:string-width|\0lazy-string-width)$/ }, handler: () => LAZY },
    load: {
      filter: { id: /^\0lazy-string-width$/ },
      handler: () => `${begin}
        export default function stringWidth(text, options) {
          if (typeof text === 'string' && /^[\\x20-\\x7e]*$/.test(text)) return text.length
          return require(${JSON.stringify(required)}).default(text, options)
        }`,
    },
  }
}
