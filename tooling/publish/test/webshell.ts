/** The plugin that the README of plugin-testing tests, as somebody else would write it. */
export const WEBSHELL = `
import { containerCommand, content, defineInspector, definePlugin, imageCommand, mib } from '@veinmind/sdk'
import type { Entity, ScanContext } from '@veinmind/sdk'

const RULES = [
  {
    id: 'WS-001', title: { en: 'Web shell', zh: '网页后门' }, severity: 'critical',
    remediation: { en: 'Remove it.', zh: '请删除。' },
  },
] as const

const evals = defineInspector({
  id: 'evals',
  version: 1,
  keywords: ['eval('],
  wants: (entry) => entry.path.endsWith('.php') && content({ max: mib(1), keywords: true }),
  inspect: () => ({}),
})

function scan(_entity: Entity, context: ScanContext): void {
  for (const { location } of context.records(evals)) {
    context.report({ type: 'Webshell', class: 'risk', rule: RULES[0], locations: [location], detail: {} })
  }
}

export default definePlugin({
  name: 'webshell', title: 'Web shells', module: import.meta.url, rules: RULES, inspectors: [evals], commands: [imageCommand(scan), containerCommand(scan)],
})
`

/** What its author has where the README's other examples begin. */
export const SAMPLES = `
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import webshell from './index.ts'
const badImage = buildImage(layer({ 'var/www/a.php': '<?php eval($_POST[1]);' }))
const image = badImage
const planted = 'correct horse battery staple'
const badContainer = buildContainer({ image: badImage })
`
