import { escape } from '@veinmind/report'
import { containerCommand, definePlugin } from '@veinmind/sdk'
import type { Container, Plugin, ScanContext } from '@veinmind/sdk'
import { PRIVILEGED } from './rules.ts'

function scanContainer({ security }: Container, context: ScanContext): void {
  if (security.privileged !== true) return
  const at = { object: 'security.privileged' }
  context.report(escape({ rule: PRIVILEGED, at, target: 'privileged', reason: 'A privileged container' }))
}

const plugin: Plugin = definePlugin({
  name: 'escape',
  title: { en: 'Container escape', zh: '容器逃逸' },
  description: { en: 'ways out of containers to their host', zh: '容器逃逸途径' },
  module: import.meta.url,
  commands: [containerCommand(scanContainer)],
})

export default plugin
