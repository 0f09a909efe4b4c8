import type { Plugin } from '@veinmind/sdk'
import type { OriginalFlags } from './flags/original-flags.ts'

// This file must parse on old versions of Node, and import nothing before it has looked at the version.

/**
 * Ends the process with one line on a Node that is too old for VeinMind, and has another keep the code that it compiles.
 * To be called before anything is imported.
 */
export async function prepareNode(program: string): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 19)) {
    process.stderr.write(`${program} needs Node 22.19 or newer; this is ${process.versions.node}\n`)
    process.exit(2)
  }
  tellWarnings()
  const { keepCompiledCode } = await import('./keep-compiled-code.ts')
  await keepCompiledCode()
}

/**
 * Shows warnings of Node in one line, as ours are, and leaves out those for programmers. Users who give Node flags of their own get its
 * own way of warning.
 */
function tellWarnings(): void {
  if (process.execArgv.length > 0 || process.env['NODE_OPTIONS']) return
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning' && name !== 'DeprecationWarning')
      process.stderr.write(`warn  ${message.replaceAll(/[\r\n]+/g, ' ')}\n`)
  })
}

/**
 * The whole `bin.ts` of a plugin: `await startPlugin(() => import('./index.ts'))`. `originalFlags` are those that a plugin for
 * libveinmind of the same name has beside its options, so that hosts and scripts that call it need no change.
 */
export async function startPlugin(
  load: () => Promise<{ readonly default: Plugin }>,
  originalFlags: OriginalFlags = {},
): Promise<void> {
  await prepareNode('this plugin')
  const [word, ...args] = process.argv.slice(2)
  if (word === 'serve') {
    const { runMain } = await import('./command/run-main.ts')
    const { runServed } = await import('./hosted/run-served.ts')
    const plugin = (await load()).default
    process.exitCode = await runMain(async () => {
      await runServed(plugin, args, originalFlags)
      return 0
    }, args)
    return
  }
  const { runPlugin } = await import('./command/run-plugin.ts')
  await runPlugin((await load()).default, process.argv.slice(2), originalFlags)
}
