import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { archives } from './archives.ts'
import { folders } from './folders.ts'
import { scanLog4j } from './scan.ts'

/** Copies of log4j with known flaws, wherever they are packed. */
const log4j2: Plugin = definePlugin({
  name: 'log4j2',
  title: { en: 'Log4j', zh: 'Log4j' },
  description: {
    en: 'Log4Shell and the flaws around it, in archives of Java in whatever depth, shaded or unpacked',
    zh: 'Log4Shell 及相关漏洞：任意嵌套深度的 Java 归档、合并打包的副本以及解包后的文件夹',
  },
  module: import.meta.url,
  rules: async () => (await import('./flaws.ts')).RULES,
  inspectors: [archives, folders],
  commands: [imageCommand(scanLog4j), containerCommand(scanLog4j)],
})

export default log4j2
