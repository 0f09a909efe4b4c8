import { accounts, owners, packages } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { doasFiles } from './grants/doas.ts'
import { privilegedFiles } from './files/privileged-files.ts'
import { rootJobs } from './files/root-jobs.ts'
import { writableFiles } from './files/writable-files.ts'
import { polkitFiles } from './polkit/polkit-files.ts'
import { scan } from './scan.ts'
import { openState } from './state.ts'
import type { State } from './state.ts'

/** Ways in which a user of a container becomes root. */
const plugin: Plugin = definePlugin({
  name: 'privilege-escalation',
  title: { en: 'Privilege escalation', zh: '权限提升' },
  description: {
    en: 'ways in which a user of a container becomes root: set-user-ID programs, capabilities, writable files, sudo, groups',
    zh: '容器用户变为 root 的途径：SUID 程序、capability、可写文件、sudo、用户组',
  },
  module: import.meta.url,
  rules: async () => (await import('./rules/index.ts')).RULES,
  inspectors: [privilegedFiles, writableFiles, rootJobs, doasFiles, polkitFiles],
  facts: [accounts, owners, packages],
  prepare: openState,
  commands: [imageCommand<{}, State>(scan), containerCommand<{}, State>(scan)],
})

export default plugin
