import { defineInspector, definePlugin, imageCommand, metadata } from '@veinmind/sdk'
import type { Plugin, Rule } from '@veinmind/sdk'

const WRITABLE_BY_ALL: Rule = {
  id: 'EXAMPLE-001',
  title: { en: 'File that every user may change', zh: '任何用户都可修改的文件' },
  severity: 'low',
  confidence: 'high',
  attack: ['T1222.002'],
  references: ['https://cwe.mitre.org/data/definitions/732.html'],
  remediation: { en: 'Take the write permission away from others: chmod o-w.', zh: '移除其他用户的写权限：chmod o-w。' },
}

/** Looks at one file of a layer. Pure, so what it returns is cached: raise `version` when that changes. */
const writableByAll = defineInspector({
  id: 'writable-by-all',
  version: 1,
  wants: (entry) => entry.type === 'file' && (entry.mode & 0o002) !== 0 && metadata(),
  inspect: ({ entry }) => ({ mode: (entry.mode & 0o7777).toString(8) }),
})

const plugin: Plugin = definePlugin({
  name: 'example',
  title: 'Example',
  description: 'Finds files that every user may change',
  module: import.meta.url,
  inspectors: [writableByAll],
  commands: [
    imageCommand((_image, context) => {
      for (const { record, location } of context.records(writableByAll)) {
        context.report({
          type: 'Example',
          class: 'risk',
          rule: WRITABLE_BY_ALL,
          evidence: `mode ${record.mode}`,
          locations: [location],
          detail: { mode: record.mode },
        })
      }
    }),
  ],
})

export default plugin
