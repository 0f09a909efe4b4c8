import { scan } from '@veinmind/engine'
import history from '@veinmind/plugin-history'
import sensitive from '@veinmind/plugin-sensitive'
import weakpass from '@veinmind/plugin-weakpass'
import type { Finding } from '@veinmind/report'
import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'
import { expect, test } from 'vitest'

const PLUGINS = [history, sensitive, weakpass]
const SECRET = 'q8Rk2vXw9LmT4bZs7NfC'

interface Sample {
  readonly steps?: readonly string[]
  readonly env?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
}

function imageOf({ steps = [], env = [], labels = {}, files = { a: '1' } }: Sample): BuiltImage {
  return buildImage(layer(files), {
    config: { User: 'app', Env: [...env], Labels: { ...labels } },
    history: [{ created_by: 'COPY . /' }, ...steps.map((created_by) => ({ created_by, empty_layer: true }))],
  })
}

async function findings(sample: Sample, plugins: readonly (typeof PLUGINS)[number][]): Promise<readonly Finding[]> {
  const report = await scan([imageOf(sample)], { plugins: [...plugins], tool: { name: 'test', version: '0' } })
  expect(JSON.stringify(report)).not.toContain(SECRET)
  return report.findings.filter(({ rule, others = [] }) =>
    [rule, ...others.map((other) => other.rule)].some(({ title }) =>
      /secret|password|token|key/i.test(JSON.stringify(title)),
    ),
  )
}

const pluginsOf = ({ plugin, others = [] }: Finding): readonly string[] => [
  ...new Set([plugin, ...others.map((other) => other.plugin)]),
]

test.each<readonly [string, Sample, readonly string[]]>([
  [
    'a secret in ENV',
    { steps: [`ENV DB_PASSWORD=${SECRET}`], env: [`DB_PASSWORD=${SECRET}`] },
    ['sensitive', 'history'],
  ],
  [
    'a secret in ENV and in a file',
    { env: [`DB_PASSWORD=${SECRET}`], files: { 'app/.env': `DB_PASSWORD=${SECRET}\n` } },
    ['sensitive', 'history'],
  ],
  ['a token in ENV', { env: ['GITHUB_TOKEN=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'] }, ['sensitive', 'history']],
  [
    'a secret in a build argument',
    { steps: [`RUN |1 API_TOKEN=${SECRET} /bin/sh -c make # buildkit`] },
    ['sensitive', 'history'],
  ],
  [
    'a secret in a command',
    { steps: [`RUN /bin/sh -c curl -H "Authorization: Bearer ${SECRET}" https://a.example # buildkit`] },
    ['sensitive', 'history'],
  ],
  [
    'a known password in ENV',
    { steps: ['ENV MYSQL_ROOT_PASSWORD=root123'], env: ['MYSQL_ROOT_PASSWORD=root123'] },
    ['weakpass', 'history'],
  ],
  [
    'a known password in a build argument',
    { steps: ['RUN |1 DB_PASSWORD=root123 /bin/sh -c make # buildkit'] },
    ['weakpass', 'history'],
  ],
  [
    'a known password in an address',
    { steps: ['RUN /bin/sh -c psql postgres://app:root123@db/x # buildkit'] },
    ['weakpass', 'history'],
  ],
  [
    'a known password in ENV and in a file',
    { env: ['DB_PASSWORD=root123'], files: { 'app/.env': 'DB_PASSWORD=root123\n' } },
    ['weakpass', 'history'],
  ],
])('%s is one finding, whichever plugins run', async (_name, sample, expected) => {
  const all = await findings(sample, PLUGINS)
  expect(all.map(pluginsOf)).toEqual([expected])
  for (const order of [PLUGINS.toReversed(), [sensitive, weakpass, history]]) {
    const again = await findings(sample, order)
    expect(again.map(({ fingerprint, locations }) => ({ fingerprint, locations }))).toEqual(
      all.map(({ fingerprint, locations }) => ({ fingerprint, locations })),
    )
  }
  for (const plugin of PLUGINS) {
    const alone = await findings(sample, [plugin])
    expect(alone.length > 0).toBe(expected.includes(plugin.name))
    expect(alone.flatMap(({ others = [] }) => others)).toEqual([])
  }
})

test('two services with the same known password are two findings', async () => {
  const sample = { env: ['MYSQL_ROOT_PASSWORD=root123', 'GRAFANA_ADMIN_PASSWORD=root123'] }
  expect((await findings(sample, PLUGINS)).map(pluginsOf)).toEqual([
    ['weakpass', 'history'],
    ['weakpass', 'history'],
  ])
})
