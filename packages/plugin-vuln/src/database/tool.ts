import { defineTool } from '@veinmind/sdk'
import type { Tool } from '@veinmind/sdk'
import { OPTIONS } from './context.ts'
import type { DatabaseContext } from './context.ts'

/** What is looked up of each action when it is called. */
const ACTIONS: Readonly<Record<string, (context: DatabaseContext) => Promise<void>>> = {
  build: async (context) => (await import('./build.ts')).build(context),
  info: async (context) => (await import('./inspect.ts')).showInfo(context),
  update: async (context) =>
    context.options['from-sources']
      ? (await import('./from-sources.ts')).updateFromSources(context)
      : (await import('./carry.ts')).update(context),
  push: async (context) => (await import('./carry.ts')).push(context),
  pull: async (context) => (await import('./carry.ts')).pull(context),
  export: async (context) => (await import('./carry.ts')).exportFile(context),
  import: async (context) => (await import('./carry.ts')).importFile(context),
  diff: async (context) => (await import('./inspect.ts')).showDiff(context),
}

/** `db`: the database of vulnerabilities. Nothing is contacted but by `update`, `push` and `pull`. */
export const databaseTool: Tool<typeof OPTIONS> = defineTool({
  name: 'db',
  description: 'build, carry and show the database of vulnerabilities',
  actions: {
    build: 'makes it from the advisories of public sources: --from <folder|zip|tar>',
    info: 'shows its sources, their days and licences, and what was left out',
    update: 'gets it from a registry or an address: oci://host/repository:tag, https://…; or makes it: --from-sources',
    push: 'stores it in a registry, for others to pull: host/repository:tag',
    pull: 'gets it from a registry: host/repository:tag',
    export: 'writes it into one file, for where no network is',
    import: 'takes it from such a file',
    diff: 'compares it with that of another folder',
  },
  words: '[reference|file|folder]',
  options: OPTIONS,
  examples: [
    ['db build --from advisories/', 'from what was downloaded of the sources'],
    ['db push registry.example.com/veinmind/advisories:1', 'for all machines of a company'],
    ['db update oci://registry.example.com/veinmind/advisories:1', 'where it was pushed'],
    ['db update --from-sources', 'from the public sources, without anybody between'],
    ['db export advisories.tar', 'to be carried into a closed network'],
  ],
  beforeScan: { option: 'db-update', action: 'update' },
  async run(context) {
    const action = Object.hasOwn(ACTIONS, context.action) ? ACTIONS[context.action] : undefined
    await action?.(context)
  },
})
