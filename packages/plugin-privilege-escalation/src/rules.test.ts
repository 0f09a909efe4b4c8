import { pluginContract, testRules } from '@veinmind/plugin-testing'
import { sampleImage } from '../test/sample-image.ts'
import plugin from './index.ts'
import { RULE_GROUPS } from './rules/index.ts'

testRules(plugin, RULE_GROUPS, { id: /^PRIV-\d{3}$/, build: sampleImage })

const SHOWN = ['PRIV-001', 'PRIV-004']
pluginContract(plugin, {
  samples: Object.values(RULE_GROUPS)
    .flat()
    .flatMap(({ id, samples }) => (SHOWN.includes(id) ? samples.match.slice(0, 1).map(sampleImage) : [])),
  paths: ['usr/bin/bash', 'etc/passwd'],
})
