import { defineFact } from '@veinmind/sdk'
import type { Fact } from '@veinmind/sdk'
import { SOURCE_TREE } from '@veinmind/sdk/target'

/** Whether the entity is a folder of source code, whose lock files say what will be installed: the target says so (`scan fs`, `scan repo`). */
export const sourceTree: Fact<boolean> = defineFact<boolean>({
  id: SOURCE_TREE,
  make: () => false,
})
