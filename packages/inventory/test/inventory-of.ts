import { scanWith } from '@veinmind/plugin-testing'
import type { Entity } from '@veinmind/sdk'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { operatingSystem, owners, packages } from '../src/index.ts'
import type { FileOwner, OperatingSystem, Package } from '../src/index.ts'

/** What the engine finds in an entity, and what it says that it could not find out. */
export interface Inventory {
  readonly packages: readonly Package[]
  readonly owners: readonly FileOwner[]
  readonly system: OperatingSystem | undefined
  readonly gaps: readonly string[]
}

/** The inventory of an image by the real engine, inspectors in workers. */
export async function inventoryOf(entity: Entity): Promise<Inventory> {
  let inventory: Omit<Inventory, 'gaps'> = { packages: [], owners: [], system: undefined }
  const plugin = definePlugin({
    name: 'inventory-of',
    title: 'Takes the facts',
    facts: [packages, owners, operatingSystem],
    commands: [
      imageCommand(async (_image, context) => {
        inventory = {
          packages: await context.fact(packages),
          owners: await context.fact(owners),
          system: await context.fact(operatingSystem),
        }
      }),
    ],
  })
  const report = await scanWith(plugin, entity, { workers: 1 })
  const gaps = report.plugins.flatMap(({ reason, coverage }) => [
    ...(reason === undefined ? [] : [reason]),
    ...coverage.problems.map((problem) => `${problem.path ?? ''}: ${problem.reason}`),
  ])
  return { ...inventory, gaps: [...gaps, ...report.errors.map(({ code, message }) => `${code}: ${message}`)] }
}

/** `name version` of each. */
export const namesOf = (list: readonly Package[]): readonly string[] =>
  list.map(({ name, version }) => `${name} ${version}`)
