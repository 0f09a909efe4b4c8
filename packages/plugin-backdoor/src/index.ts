import { accounts, owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { placeFiles } from './files/place-files.ts'
import { disguisedServers, keyPrograms, oddPrograms } from './files/programs.ts'
import { scan } from './scan.ts'

/** Ways back in that an intruder leaves. */
const plugin: Plugin = definePlugin({
  name: 'backdoor',
  title: { en: 'Backdoors', zh: '后门' },
  description: {
    en: 'ways back in: cron jobs, start files, PAM, SSH, preloaded libraries, changed programs, rootkits',
    zh: '后门：计划任务、启动文件、PAM、SSH、预加载库、被替换的程序、rootkit',
  },
  module: import.meta.url,
  inspectors: [placeFiles, keyPrograms, oddPrograms, disguisedServers],
  facts: [accounts, owners],
  commands: [imageCommand(scan), containerCommand(scan)],
})

export default plugin
