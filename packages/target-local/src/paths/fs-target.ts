import { usageError } from '@veinmind/sdk'
import { defineTarget, SOURCE_TREE } from '@veinmind/sdk/target'
import type { Target } from '@veinmind/sdk/target'
import { discoverRootfs } from './rootfs.ts'

/** Folders of source code, each as an image of one layer: what lock files ask for counts as what will be installed. */
export const fsTarget: Target = defineTarget({
  name: 'fs',
  description: 'folders, of source code say, as images of one layer: packages by lock files, secrets, web shells',
  kinds: ['image'],
  usage: 'folder',
  examples: ['scan fs .', 'scan fs ./service --plugins vuln,sensitive'],
  options: {},
  async *discover(words, { signal }) {
    if (words.length === 0) throw usageError('USAGE', 'no folder given', { hint: 'name one: scan fs .' })
    for (const word of words)
      for await (const found of discoverRootfs(word, signal))
        yield 'entity' in found && found.entity.kind === 'image'
          ? { ...found, entity: { ...found.entity, facts: { [SOURCE_TREE]: true } } }
          : found
  },
})
