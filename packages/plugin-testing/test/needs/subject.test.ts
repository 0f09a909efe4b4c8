import { scan } from '@veinmind/engine'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'

/** A secret in the environment, as a plugin finds it that has the id of a rule for it. */
const finding = (name: string, id: string): Plugin =>
  definePlugin({
    name,
    title: name,
    commands: [
      imageCommand((image, context) => {
        for (const variable of image.config.env) {
          const value = variable.slice(variable.indexOf('=') + 1)
          context.report({
            type: 'Secret',
            class: 'risk',
            rule: { id, title: 'x', severity: 'high' },
            evidence: variable,
            secrets: [value],
            subject: { kind: 'secret', key: value },
            locations: [{ object: `${name} of config.Env` }],
            detail: {},
          })
        }
      }),
    ],
  })

test('several plugins on one thing give one finding, whose lead does not depend on their order', async () => {
  const image = buildImage(layer({ a: 'x' }), { config: { Env: ['TOKEN=Zk3vR8qWm1TxPd7L'] } })
  const plugins = [finding('history', 'NEED-HISTORY'), finding('sensitive', 'NEED-SECRET')]
  for (const order of [plugins, plugins.toReversed()]) {
    const { findings } = await scan([image], { plugins: order })
    expect(findings.map(({ plugin, others }) => [plugin, others?.map(({ rule }) => rule.id)])).toEqual([
      ['sensitive', ['NEED-HISTORY']],
    ])
  }
})
