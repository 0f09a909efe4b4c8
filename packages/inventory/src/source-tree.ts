import { defineFact } from '@veinmind/sdk'
import type { Fact } from '@veinmind/sdk'

/** Whether the entity is a folder of source code, whose lock files say what will be installed: the target says so (`scan fs`). */
export const sourceTree: Fact<boolean> = defineFact<boolean>({
  id: '@veinmind/inventory/source-tree',
  make: () => false,
})
