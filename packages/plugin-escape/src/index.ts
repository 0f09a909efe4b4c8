import { containerCommand, definePlugin, hostCommand, machine } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { scanContainer } from './scan-container.ts'
import { scanHost } from './scan-host.ts'

/** Ways out of containers: how they are confined, what is mounted in them, and flaws of the kernel and the runtimes that they share. */
const plugin: Plugin = definePlugin({
  name: 'escape',
  title: { en: 'Container escape', zh: '容器逃逸' },
  description: { en: 'ways out of containers to their host', zh: '容器逃逸途径' },
  module: import.meta.url,
  rules: async () => (await import('./rules.ts')).RULES,
  facts: [machine],
  commands: [containerCommand(scanContainer), hostCommand(scanHost)],
})

export default plugin
