import { pluginContract, testRules } from '@veinmind/plugin-testing'
import { sampleContainer } from '../test/sample-container.ts'
import plugin from './index.ts'
import { RULE_GROUPS } from './rules/index.ts'

testRules(plugin, RULE_GROUPS, { id: /^TRACE-\d{3}$/, build: sampleContainer })

const SHOWN = ['TRACE-001', 'TRACE-026']
pluginContract(plugin, {
  samples: Object.values(RULE_GROUPS)
    .flat()
    .flatMap(({ id, samples }) => (SHOWN.includes(id) ? samples.match.slice(0, 1).map(sampleContainer) : [])),
  paths: ['root/.bash_history', 'etc/passwd', 'tmp/x.sh'],
})
