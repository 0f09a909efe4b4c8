import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** Files of an environment that packages of MinIO start it with. */
const FILES = /^\/etc\/(?:default|sysconfig|conf\.d|minio)\/(?:minio|minio\.conf|config\.env)$/

/** Lines that say which folders or nodes MinIO is started with. */
export const settings: Inspector<{ readonly lines: readonly string[] }> = defineInspector({
  id: 'settings',
  module: import.meta.url,
  version: 1,
  offered: { types: ['file'] },
  wants: ({ path, type }) => type === 'file' && FILES.test(path) && content({ max: kib(64) }),
  inspect({ bytes }) {
    const lines = Buffer.from(bytes)
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => /^\s*(?:export\s+)?MINIO_(?:VOLUMES|ENDPOINTS)=/.test(line))
      .slice(0, 10)
      .map((line) => line.slice(0, 4000))
    return lines.length === 0 ? undefined : { lines }
  },
})
