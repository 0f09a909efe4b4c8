import type { MergedTree } from '@veinmind/image'
import { createFileSystem } from '@veinmind/image'
import type { FileSystem } from '@veinmind/sdk'
import type { EntityContent } from './content-source.ts'
import { createContent } from './content-source.ts'
import type { LoadedLayers } from './entity-layers.ts'
import type { Stack } from './entity-view.ts'
import { emptyFileSystem } from './entity-view.ts'
import { lazyFileSystem } from './lazy-files.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import type { PassTools } from '../read/read-through.ts'

/** The layers of an entity and its file system, read when somebody first needs them. */
export interface EntityFiles {
  load(): Promise<LoadedLayers>
  /** The file system for one plugin: what is read again is counted as its own. */
  filesFor(active: ActivePlugin): FileSystem
  /** Whether the plugin has used its file system. */
  wasUsedBy(active: ActivePlugin): boolean
  /** What was loaded; undefined when nobody needed it. */
  loaded(): LoadedLayers | undefined
  /** Deletes the spools. */
  close(): Promise<void>
}

/** Nothing is read yet. */
export function createEntityFiles(stack: Stack, pass: PassTools, loadNow: () => Promise<LoadedLayers>): EntityFiles {
  let loading: Promise<LoadedLayers> | undefined
  let loaded: LoadedLayers | undefined
  let content: EntityContent | undefined
  const users = new Set<ActivePlugin>()

  async function load(): Promise<LoadedLayers> {
    loading ??= loadNow()
    return (loaded = await loading)
  }

  async function open(active: ActivePlugin): Promise<FileSystem> {
    users.add(active)
    const { data, tree }: { readonly data: LoadedLayers['data']; readonly tree: MergedTree } = await load()
    content ??= createContent(stack.layers, data, pass)
    return createFileSystem(
      tree,
      content.sourceFor(() => active.ledger.addRereads(1)),
    )
  }

  return {
    load,
    loaded: () => loaded,
    wasUsedBy: (active) => users.has(active),
    filesFor(active) {
      if (stack.layers.length === 0) return emptyFileSystem()
      let files: Promise<FileSystem> | undefined
      return lazyFileSystem(() => (files ??= open(active)))
    },
    async close() {
      await content?.close()
    },
  }
}
