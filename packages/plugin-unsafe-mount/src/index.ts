import { unsafeMount } from '@veinmind/report'
import { cleanPath, containerCommand, definePlugin } from '@veinmind/sdk'
import type { Container, Plugin, ScanContext } from '@veinmind/sdk'
import { RUNTIME_SOCKET } from './rules.ts'

const SOCKETS = /^\/(?:var\/)?run\/(?:docker\.sock|containerd\/containerd\.sock|crio\/crio\.sock|podman\/podman\.sock)$/

function scanContainer({ mounts }: Container, context: ScanContext): void {
  for (const mount of mounts) {
    if (!SOCKETS.test(cleanPath(mount.source))) continue
    const at = { object: `mounts[${mount.destination}]` }
    context.report(unsafeMount({ rule: RUNTIME_SOCKET, at, mount }))
  }
}

const plugin: Plugin = definePlugin({
  name: 'unsafe-mount',
  title: { en: 'Unsafe mounts', zh: '不安全挂载' },
  description: { en: 'mounts that give the host away', zh: '不安全的主机挂载' },
  module: import.meta.url,
  commands: [containerCommand(scanContainer)],
})

export default plugin
