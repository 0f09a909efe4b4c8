import { join } from 'node:path'
import type { ExternalManifest } from './manifest.ts'

/**
 * The data folder of one plugin: named after it, inside the folder of the user's data. It has no access to the folders of other plugins.
 */
export function dataOf(
  { name, needs }: Pick<ExternalManifest, 'name' | 'needs'>,
  { dataDir }: { readonly dataDir?: string },
): string | undefined {
  return dataDir !== undefined && needs.includes('data') ? join(dataDir, 'of-plugins', name) : undefined
}
