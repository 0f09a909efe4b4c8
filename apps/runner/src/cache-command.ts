import {
  CACHE_FLAGS,
  declareFlags,
  defaultCacheFolder,
  flagsOf,
  formatBytes,
  GLOBAL_FLAGS,
  refuseUnknown,
  say,
} from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'

const SPECS = { 'cache-dir': CACHE_FLAGS['cache-dir'] }
const GROUPS = [
  { title: 'Cache:', specs: SPECS },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** `veinmind cache info|clear` */
export const cacheCommand: CliCommand = {
  name: 'cache',
  declare(parser) {
    parser.command(
      'cache <action>',
      say('show or empty the layer cache'),
      (command) => {
        command.usage(say('$0 cache info|clear\n\n{0}', say('show or empty the layer cache')))
        command.positional('action', { choices: ['info', 'clear'] as const, demandOption: true })
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['action'])
        const { clearCache, inspectCache, resolveOptions } = await import('@veinmind/engine')
        const flags = await resolveOptions(SPECS, flagsOf(given, { title: '', specs: SPECS }))
        const folder = flags['cache-dir'] ?? defaultCacheFolder()
        if (given['action'] === 'clear') await clearCache(folder)
        const { directory, entries, bytes } = await inspectCache(folder)
        process.stdout.write(`${directory}\n${say('{0} files, {1}', entries, formatBytes(bytes))}\n`)
      },
    )
  },
}
