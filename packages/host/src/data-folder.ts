import { join } from 'node:path'
import type { ExternalManifest } from './manifest.ts'

/**
 * Where a plugin that says that it needs data of the user keeps it: a folder of its name in that of the user's data, since the folders of
 * others, and the plugins that are installed there, are not its own.
 */
export function dataOf(
  { name, needs }: Pick<ExternalManifest, 'name' | 'needs'>,
  { dataDir }: { readonly dataDir?: string },
): string | undefined {
  return dataDir !== undefined && needs.includes('data') ? join(dataDir, 'of-plugins', name) : undefined
}
