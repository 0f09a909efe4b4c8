import { toolCommand } from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'
import { loadDatabaseTool } from './manifest.ts'

/** `veinmind db build|info|update|…`: the tool of the plugin that finds vulnerabilities. */
export const dbCommand: CliCommand = {
  name: 'db',
  declare(parser) {
    parser.command(toolCommand('db', 'build, carry and show the database of vulnerabilities', loadDatabaseTool))
  },
}
