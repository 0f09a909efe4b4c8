import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { scripts } from './scripts.ts'

const loadScan = () => import('./scan.ts')

/** Scripts that let whoever sends a request run code, commands or files of his own. */
const webshell: Plugin = definePlugin({
  name: 'webshell',
  title: { en: 'Web shells', zh: 'Webshell' },
  description: {
    en: 'scripts that let whoever sends a request run code, commands or files of his own',
    zh: '检测允许请求者执行任意代码、命令或文件操作的脚本',
  },
  module: import.meta.url,
  inspectors: [scripts],
  commands: [
    imageCommand(async (_image, context) => (await loadScan()).reportScripts(context)),
    containerCommand(async (_container, context) => (await loadScan()).reportScripts(context)),
  ],
})

export default webshell
