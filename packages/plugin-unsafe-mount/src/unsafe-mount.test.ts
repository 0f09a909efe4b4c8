import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildContainer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import unsafeMountPlugin from './index.ts'
import { RULES } from './rules.ts'

const withSocket = buildContainer({
  mounts: [
    { type: 'bind', source: '/var/run/docker.sock', destination: '/s.sock', options: [], readOnly: true },
    { type: 'bind', source: '/srv/data', destination: '/data', options: [], readOnly: false },
  ],
})

test('the socket of a runtime is told, and a folder of data is not', async () => {
  const report = await scanWith(unsafeMountPlugin, withSocket)
  expect(report).toReport({ rule: 'MOUNT-001' })
  expect(report.findings).toHaveLength(1)
})

pluginContract(unsafeMountPlugin, { rules: RULES, samples: [withSocket] })
