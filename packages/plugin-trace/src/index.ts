import { accounts, owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { historyFiles } from './files/history-files.ts'
import { placeFiles } from './files/places.ts'
import { programFiles } from './files/programs.ts'
import { toolFiles } from './files/tool-files.ts'
import { scan } from './scan.ts'

/** Traces that an intruder leaves. */
const plugin: Plugin = definePlugin({
  name: 'trace',
  title: { en: 'Traces of intruders', zh: '入侵痕迹' },
  description: {
    en: 'traces of intruders: what was changed since the start, processes, accounts, histories, tools',
    zh: '入侵痕迹：启动后的变更、进程、账户、命令历史、攻击工具',
  },
  module: import.meta.url,
  rules: async () => (await import('./rules/index.ts')).RULES,
  inspectors: [programFiles, placeFiles, toolFiles, historyFiles],
  facts: [accounts, owners],
  commands: [imageCommand(scan), containerCommand(scan)],
})

export default plugin
