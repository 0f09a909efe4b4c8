import { containerCommand, definePlugin, machine } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { scanContainer } from './scan-container.ts'

/** Mounts of containers that give their host away, and how they are mounted. */
const plugin: Plugin = definePlugin({
  name: 'unsafe-mount',
  title: { en: 'Unsafe mounts', zh: '不安全挂载' },
  description: { en: 'mounts that give the host away', zh: '不安全的主机挂载' },
  module: import.meta.url,
  rules: async () => (await import('./rules.ts')).RULES,
  facts: [machine],
  commands: [containerCommand(scanContainer)],
})

export default plugin
