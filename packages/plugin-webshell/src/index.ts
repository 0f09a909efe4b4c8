import { owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { archives } from './inspect/archives.ts'
import { oddNames } from './inspect/odd-names.ts'
import { programs, scripts } from './scripts.ts'
import { servers } from './inspect/servers.ts'
import { asked } from './service/asked.ts'
import type { Service } from './service/client.ts'
import { OPTIONS } from './service/options.ts'

const loadScan = () => import('./scan.ts')

/** Scripts that let whoever sends a request run code, commands or files of his own. */
const webshell: Plugin<typeof OPTIONS> = definePlugin<typeof OPTIONS, Service | undefined>({
  name: 'webshell',
  title: { en: 'Web shells', zh: 'Webshell' },
  description: {
    en: 'scripts that let whoever sends a request run code, commands or files of his own',
    zh: '检测允许请求者执行任意代码、命令或文件操作的脚本',
  },
  module: import.meta.url,
  rules: async () => (await import('./rules/rules.ts')).RULES,
  options: OPTIONS,
  checkOptions: async ({ service }) => {
    if (service !== undefined) (await import('./service/client.ts')).createService(service, undefined)
  },
  prepare: async ({ options }) => {
    if (options.service === undefined) return undefined
    const { createService } = await import('./service/client.ts')
    return createService(options.service, options['service-token-file']?.text.trim())
  },
  facts: [owners],
  inspectors: [scripts, programs, oddNames, archives, servers, asked],
  commands: [
    imageCommand(async (_image, context) => (await loadScan()).reportAll(context)),
    containerCommand(async (_container, context) => (await loadScan()).reportAll(context)),
  ],
})

export default webshell
