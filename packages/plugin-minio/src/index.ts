import { programs } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { scanMinio } from './scan.ts'
import { settings } from './settings.ts'

/** Known flaws of MinIO, by the release that a program is. */
const minio: Plugin = definePlugin({
  name: 'minio',
  title: { en: 'MinIO', zh: 'MinIO' },
  description: {
    en: 'known flaws of MinIO, by the release that the program itself tells',
    zh: '根据程序自身所含的发行版本查找 MinIO 的已知漏洞',
  },
  module: import.meta.url,
  rules: async () => (await import('./flaws.ts')).RULES,
  inspectors: [settings],
  facts: [programs],
  commands: [imageCommand(scanMinio), containerCommand(scanMinio)],
})

export default minio
