import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'

/** An image of one layer with the files of a folder, below `at`. */
export function imageOfFolder(folder: string, at = 'app'): BuiltImage {
  const files: Record<string, { content: Uint8Array; mode: number }> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile())
      files[join(at, relative(folder, path))] = { content: readFileSync(path), mode: statSync(path).mode & 0o777 }
  }
  return buildImage(layer(files))
}
