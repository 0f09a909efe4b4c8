import { accounts, owners, packages } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { placeFiles } from './files/place-files.ts'
import { disguisedServers, keyPrograms, oddPrograms, VERIFY } from './files/programs.ts'
import type { VerifyOptions } from './files/programs.ts'
import { kernelModules, rootkitFiles } from './files/rootkit-files.ts'
import { diversions } from './owners.ts'
import { scan } from './scan.ts'

/** Ways back in that an intruder leaves. */
const plugin: Plugin<VerifyOptions> = definePlugin({
  name: 'backdoor',
  title: { en: 'Backdoors', zh: '后门' },
  description: {
    en: 'ways back in: cron jobs, start files, PAM, SSH, preloaded libraries, changed programs, rootkits',
    zh: '后门：计划任务、启动文件、PAM、SSH、预加载库、被替换的程序、rootkit',
  },
  module: import.meta.url,
  rules: async () => (await import('./rules/index.ts')).RULES,
  options: VERIFY,
  inspectors: [placeFiles, keyPrograms, oddPrograms, disguisedServers, rootkitFiles, kernelModules, diversions],
  facts: [accounts, owners, packages],
  commands: [imageCommand<VerifyOptions>(scan), containerCommand<VerifyOptions>(scan)],
})

export default plugin
