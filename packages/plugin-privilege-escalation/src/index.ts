import { accounts, owners } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { privilegedFiles } from './files/privileged-files.ts'
import { scan } from './scan.ts'

/** Ways in which a user of a container becomes root. */
const plugin: Plugin = definePlugin({
  name: 'privilege-escalation',
  title: { en: 'Privilege escalation', zh: '权限提升' },
  description: {
    en: 'ways in which a user of a container becomes root: set-user-ID programs and the like',
    zh: '容器用户变为 root 的途径：SUID 程序等',
  },
  module: import.meta.url,
  inspectors: [privilegedFiles],
  facts: [accounts, owners],
  commands: [imageCommand(scan), containerCommand(scan)],
})

export default plugin
