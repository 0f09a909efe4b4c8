import type { InventoryPackage } from '@veinmind/sdk'
import { expectTypeOf, test } from 'vitest'
import type { Package } from './model.ts'

test('a package of the fact is one of the inventory of a report', () => {
  expectTypeOf<Package>().toExtend<InventoryPackage>()
})
