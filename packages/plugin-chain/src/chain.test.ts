import { scan } from '@veinmind/engine'
import escape from '@veinmind/plugin-escape'
import log4j2 from '@veinmind/plugin-log4j2'
import weakpass from '@veinmind/plugin-weakpass'
import { render } from '@veinmind/report'
import { containerCommand, definePlugin } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { containerOf, join } from '../test/sample.ts'
import * as part from '../test/parts.ts'
import { pathsOf } from '../test/scan-all.ts'
import chain from './index.ts'

const entities = containerOf(join([part.redis, part.open, part.socket, part.miner]))
const ownEnd = ({ plugins }: Awaited<ReturnType<typeof scan>>) => plugins.find(({ name }) => name === 'chain')

test('a path names its steps, what opens it, and the one to cut first', async () => {
  const { findings } = await scan(entities, { plugins: [escape, weakpass, chain], workers: 0 })
  expect(findings.find(({ rule }) => rule.id === 'CHAIN-001')).toMatchObject({
    severity: 'critical',
    class: 'risk',
    evidence: '0.0.0.0:6379->6379/tcp → WEAK-004 /etc/redis/redis.conf → ESC-015 mounts[/mnt/var/run/docker.sock]',
    locations: [{ path: '/etc/redis/redis.conf' }, { object: 'mounts[/mnt/var/run/docker.sock]' }],
    because: [
      { plugin: 'weakpass', rule: 'WEAK-004' },
      { plugin: 'escape', rule: 'ESC-015' },
    ],
    detail: {
      opened_by: ['0.0.0.0:6379->6379/tcp'],
      steps: [
        { rule: 'WEAK-004', plugin: 'weakpass', place: '/etc/redis/redis.conf' },
        { rule: 'ESC-015', plugin: 'escape', place: 'mounts[/mnt/var/run/docker.sock]', cut_first: true },
      ],
    },
  })
})

test('a path whose plugin did not run is not told, and the report says so; the work is done', async () => {
  const report = await scan(entities, { plugins: [weakpass, chain], workers: 0 })
  expect(pathsOf(report)).toEqual([])
  const end = ownEnd(report)
  expect(end?.outcome).toBe('ok')
  expect(end?.note).toMatch(
    /^paths that need what these plugins find were not looked for, since they did not run: .*\bescape\b/,
  )
  expect(end?.note).not.toMatch(/\bweakpass\b/)
})

test('where that plugin has failed, the work is not done', async () => {
  const broken = { ...escape, commands: [containerCommand(() => Promise.reject(new Error('no luck')))] }
  const report = await scan(entities, { plugins: [weakpass, broken, chain], workers: 0 })
  expect(pathsOf(report)).toEqual([])
  expect(ownEnd(report)).toMatchObject({
    outcome: 'partial',
    reason: 'app: paths were not looked for, since these plugins have failed: escape',
  })
})

test('findings of other people’s plugins are steps by their tags', async () => {
  const theirs = definePlugin({
    name: 'theirs',
    title: 'Theirs',
    commands: [
      containerCommand((_container, context) =>
        context.report({
          type: 'Anything',
          class: 'risk',
          rule: { id: 'X-1', title: 'x', severity: 'high', tags: ['mount:engine-socket'] },
          evidence: 'x',
          locations: [{ object: 'x' }],
          detail: {},
        }),
      ),
    ],
  })
  const report = await scan(containerOf(join([part.log4j, part.open])), {
    plugins: [log4j2, theirs, chain],
    workers: 0,
  })
  const path = report.findings.find(({ rule }) => rule.id === 'CHAIN-003')
  expect(path?.because?.map(({ plugin }) => plugin)).toContain('theirs')
})

test('what others may not know of is no step: accounts of a machine elsewhere, an alias of a port that is not published', async () => {
  const [container] = containerOf(join([part.redis, part.socket]))
  for (const ports of [['6379/tcp'], ['127.0.0.1:6379->6379/tcp'], ['[::1]:6379->6379/tcp'], []]) {
    const report = await scan([{ ...container, ports } as never], { plugins: [escape, weakpass, chain], workers: 0 })
    expect([ports, pathsOf(report)]).toEqual([ports, []])
  }
})

test.each(['en', 'zh'] as const)(
  '%s: paths stand before everything else on the terminal and on the page',
  async (language) => {
    const { default: trace } = await import('@veinmind/plugin-trace')
    const report = await scan(entities, { plugins: [escape, weakpass, trace, chain], workers: 0 })
    for (const format of ['cli', 'html'] as const) {
      const written: string[] = []
      const stdout = { write: (chunk: string) => written.push(chunk) }
      const options = { language, verbose: false, color: false, width: 160, stdout }
      expect((await render(report, new Map([[format, 'stdout']]), options)).errors).toEqual([])
      const text = written.join('')
      const marks =
        format === 'cli' ? HEADINGS[language] : ['CHAIN-001', 'TRACE-025', 'WEAK-004'].map((id) => groupOf(report, id))
      const places = marks.map((mark) => text.indexOf(mark))
      expect(places).not.toContain(-1)
      // A miner is a critical trace of an invasion, and comes behind the paths.
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
  },
)

const HEADINGS = {
  en: ['Attack paths (3)', 'Traces of invasion (1)', 'Risks (2)'],
  zh: ['攻击路径 (3)', '入侵痕迹 (1)', '风险 (2)'],
}

/** How the data of the page begin that are of a finding. */
function groupOf({ findings }: Awaited<ReturnType<typeof scan>>, id: string): string {
  return `{"fingerprint":"${findings.find(({ rule }) => rule.id === id)?.fingerprint}"`
}
