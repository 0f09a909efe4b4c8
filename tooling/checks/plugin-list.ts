import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Problem, Workspace } from './workspace.ts'

/** The parts of a plugin that a command line needs before it runs it. */
interface Plugin {
  readonly name: string
  readonly options: object
  readonly commands: readonly { readonly path: readonly string[]; readonly kind: string }[]
  readonly correlate?: unknown
}

const AT = 'apps/runner/src/plugins.json'

/** What the runner knows of its plugins without loading them is what they say of themselves. `fix` writes it. */
export async function checkPluginList(workspace: Workspace, fix = false): Promise<Problem[]> {
  const manifest = pathToFileURL(join(workspace.root, 'apps/runner/src/manifest.ts')).href
  const { PLUGINS } = (await import(manifest)) as { PLUGINS: Readonly<Record<string, () => Promise<Plugin>>> }
  const plugins = await Promise.all(Object.values(PLUGINS).map((load) => load()))
  const expected = `${JSON.stringify(plugins.map(describePlugin), undefined, 2)}\n`
  if (workspace.has(AT) && workspace.read(AT) === expected) return []
  if (!fix) return [{ at: AT, message: 'is not what the plugins say of themselves (mend with --fix)' }]
  writeFileSync(join(workspace.root, AT), expected)
  return []
}

function describePlugin({ name, options, commands, correlate }: Plugin): object {
  return {
    name,
    options,
    commands: commands.map(({ path, kind }) => ({ path, kind })),
    ...(correlate === undefined ? {} : { correlates: true }),
  }
}
