import { containerCommand, defineInspector, definePlugin, imageCommand, metadata } from '@veinmind/sdk'
import type { Entity, Plugin, ScanContext } from '@veinmind/sdk'
import { WRITABLE_BY_ALL } from './rules.ts'

/** Looks at one file of a layer. Pure, so what it returns is cached: raise `version` when that changes. */
const writableByAll = defineInspector({
  id: 'writable-by-all',
  version: 1,
  wants: (entry) => entry.type === 'file' && (entry.mode & 0o002) !== 0 && metadata(),
  inspect: ({ entry }) => ({ mode: (entry.mode & 0o7777).toString(8) }),
})

/** Called once for each image or container, with what the inspector said of the files of all of its layers. */
function report(_entity: Entity, context: ScanContext): void {
  for (const { record, location } of context.records(writableByAll)) {
    context.report({
      type: 'Example',
      class: 'risk',
      rule: WRITABLE_BY_ALL,
      evidence: record.mode,
      locations: [location],
      detail: { mode: record.mode },
    })
  }
}

const plugin: Plugin = definePlugin({
  name: 'example',
  title: { en: 'Example', zh: '示例' },
  description: { en: 'Finds files that every user may change', zh: '查找任何用户都可修改的文件' },
  module: import.meta.url,
  rules: [WRITABLE_BY_ALL],
  inspectors: [writableByAll],
  commands: [imageCommand(report), containerCommand(report)],
})

export default plugin
