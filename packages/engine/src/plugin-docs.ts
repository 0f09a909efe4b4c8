import { readFileSync } from 'node:fs'
import type { Plugin } from '@veinmind/sdk'

/**
 * Where the README of the plugin's package is to be read, for links to its rules: the `homepage` of its package.json, or
 * its page at npm. Undefined for a plugin that is no published package.
 */
export function docsOf({ module }: Plugin): string | undefined {
  if (module === undefined) return undefined
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', module), 'utf8'))
    const { name, homepage, private: isPrivate } = manifest as { readonly name?: unknown; readonly homepage?: unknown; readonly private?: unknown }
    if (typeof homepage === 'string' && /^https?:\/\/[^#\s]+$/.test(homepage)) return homepage
    return typeof name === 'string' && isPrivate !== true ? `https://www.npmjs.com/package/${name}` : undefined
  } catch {
    return undefined
  }
}
