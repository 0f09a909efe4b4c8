import {
  CACHE_FLAGS,
  declareFlags,
  defaultCacheFolder,
  flagsOf,
  formatBytes,
  GLOBAL_FLAGS,
  parseSize,
  refuseUnknown,
} from '@veinmind/standalone'
import type { CliCommand } from './command-line.ts'

const GROUPS = [
  { title: 'Cache:', specs: CACHE_FLAGS },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** `veinmind cache info|clear` */
export const cacheCommand: CliCommand = {
  name: 'cache',
  declare(parser) {
    parser.command(
      'cache <action>',
      'show or empty the layer cache',
      (command) => {
        command.positional('action', { choices: ['info', 'clear'] as const, demandOption: true })
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['action'])
        const { openCache, resolveOptions } = await import('@veinmind/engine')
        const flags = await resolveOptions(CACHE_FLAGS, flagsOf(given, { title: '', specs: CACHE_FLAGS }))
        const cache = await openCache({
          directory: flags['cache-dir'] ?? defaultCacheFolder(),
          maxBytes: parseSize('cache-size', flags['cache-size']),
        })
        if (given['action'] === 'clear') await cache.clear()
        const { directory, entries, bytes } = await cache.info()
        process.stdout.write(`${directory}\n${entries} files, ${formatBytes(bytes)}\n`)
      },
    )
  },
}
