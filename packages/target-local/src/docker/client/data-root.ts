import { createHash } from 'node:crypto'
import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { ImageParts, LayerSource } from '@veinmind/image'
import { asObject } from '@veinmind/internal'
import { chainIds } from '../../shared/chain-ids.ts'
import { asTexts } from '../../shared/json.ts'
import { folderLayer } from '../../layers/folder-layer.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'

/** Folders of images of a classic docker (a graph driver, not the containerd image store). */
export interface DataRoot {
  readonly folder: string
  /** `overlay2`, `vfs`, … */
  readonly driver: string
}

/** Where the drivers that keep plain folders unpack a layer of a cache id. */
const FOLDERS: Readonly<Record<string, (cacheId: string) => string>> = {
  overlay2: (id) => `overlay2/${id}/diff`,
  'fuse-overlayfs': (id) => `fuse-overlayfs/${id}/diff`,
  vfs: (id) => `vfs/dir/${id}`,
  btrfs: (id) => `btrfs/subvolumes/${id}`,
}

const HEX = /^[0-9a-f]{64}$/

/**
 * Configuration and layers of an image, read from the data root (which takes root): nothing is copied, and layers are what
 * they were in the registry, byte for byte. Undefined when they cannot be read here, so that the API has to be asked.
 */
export async function readDataRoot(
  root: DataRoot,
  id: string,
): Promise<Pick<ImageParts, 'config' | 'layers'> | undefined> {
  const hex = id.replace(/^sha256:/, '')
  const folderOf = FOLDERS[root.driver]
  if (!HEX.test(hex) || folderOf === undefined) return undefined
  const base = join(root.folder, 'image', root.driver)
  try {
    const config = await readFile(join(base, 'imagedb/content/sha256', hex))
    if (createHash('sha256').update(config).digest('hex') !== hex) return undefined
    const diffIds = asTexts(asObject(asObject(JSON.parse(config.toString('utf8')))['rootfs'])['diff_ids'])
    const layers: LayerSource[] = []
    for (const [index, chain] of chainIds(diffIds).entries()) {
      const folder = join(base, 'layerdb/sha256', chain)
      const cacheId = (await readFile(join(folder, 'cache-id'), 'utf8')).trim()
      if (!/^[0-9a-z]+$/.test(cacheId)) return undefined
      const tarSplit = join(folder, 'tar-split.json.gz')
      const files = join(root.folder, folderOf(cacheId))
      await access(tarSplit, constants.R_OK)
      await access(files, constants.R_OK | constants.X_OK)
      layers.push(folderLayer(diffIds[index] ?? '', tarSplit, files))
    }
    return { config, layers }
  } catch {
    return undefined
  }
}

/** Drivers whose layers are whole copies of those below them. */
const COPYING = new Set(['vfs', 'btrfs'])

/** The file system of a container of a driver that copies, and what it was copied from; undefined when it cannot be read here. */
export async function copiedPlace(root: DataRoot, id: string): Promise<WritablePlace | undefined> {
  const folderOf = FOLDERS[root.driver]
  if (folderOf === undefined || !COPYING.has(root.driver) || !HEX.test(id)) return undefined
  const folder = join(root.folder, 'image', root.driver, 'layerdb/mounts', id)
  try {
    const [own, base] = (await Promise.all(
      ['mount-id', 'init-id'].map(async (name) => {
        const cacheId = (await readFile(join(folder, name), 'utf8')).trim()
        if (!/^[0-9a-z]+(?:-init)?$/.test(cacheId)) throw new Error(`${name} is no id of a layer`)
        const path = join(root.folder, folderOf(cacheId))
        await access(path, constants.R_OK | constants.X_OK)
        return path
      }),
    )) as [string, string]
    return { upper: own, base }
  } catch {
    return undefined
  }
}
