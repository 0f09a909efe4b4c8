import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildContainer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import escape from './index.ts'
import { RULES } from './rules.ts'

const privileged = buildContainer({ security: { privileged: true, namespaces: {} } })

test('a privileged container is told', async () => {
  expect(await scanWith(escape, privileged)).toReport({ rule: 'ESC-001' })
})

pluginContract(escape, { rules: RULES, samples: [privileged] })
