import type { Container, Entry, Image, ReportEvent, Rule } from '@veinmind/sdk'
import { describe, expect, it } from 'vitest'
import {
  abnormalHistory,
  asset,
  backdoor,
  basicCluster,
  basicContainer,
  basicImage,
  createReportService,
  escalation,
  escape,
  goFileMode,
  iac,
  maliciousFile,
  sensitiveEnv,
  sensitiveFile,
  sensitiveHistory,
  trace,
  unsafeMount,
  vulnerability,
  weakPassword,
  webshell,
} from '../index.ts'
import { events } from '../renderers/events.ts'

const rule: Rule = {
  id: 'R-1',
  title: { en: 'Title', zh: '标题' },
  severity: 'high',
  description: 'Description',
  remediation: 'Remedy',
  references: ['https://example.com'],
}
const at = { path: '/a', line: 2, endLine: 3 }
const entry: Entry = {
  path: '/a',
  type: 'file',
  size: 5,
  mode: 0o4755,
  uid: 1,
  gid: 2,
  userName: 'u',
  groupName: 'g',
  mtime: 7.9,
  atime: 8,
  ctime: 9,
}
const step = { index: 1, createdBy: 'RUN x', layer: 0 }
const image = {
  kind: 'image',
  id: 'sha256:1',
  name: 'a:1',
  references: ['a:1'],
  config: {
    created: '2024-01-01T00:00:00Z',
    author: 'me',
    env: ['TOKEN=abcdef', 'PATH=/bin'],
    entrypoint: ['/e'],
    cmd: ['c'],
    workingDir: '/w',
  },
} as unknown as Image
const container = {
  kind: 'container',
  id: 'c1',
  name: 'web',
  state: 'running',
  runtime: 'docker',
  hostname: 'h',
  image,
  env: ['A=b'],
  args: ['nginx'],
  workingDir: '/',
  mounts: [{ type: 'bind', source: '/s', destination: '/d', options: ['ro'], readOnly: true }],
  security: { privileged: true, namespaces: {} },
  processes: [{ pid: 1, name: 'nginx', args: ['nginx', '-g'], uids: [0] }],
} as unknown as Container

const FILE = { path: '/a', perm: 8_389_101, size: 5, gname: 'g', gid: 2, uid: 1, uname: 'u', ctim: 9, mtim: 7, atim: 8 }
const RULE_KEYS = { rule_id: 'R-1', rule_name: 'Title', rule_description: 'Description' }

/** Each type as its maker gives it, and the `alert_detail` that the original would write, key for key, in order. */
const CASES: readonly (readonly [ReportEvent, string, object])[] = [
  [
    maliciousFile({ rule, at, entry, engine: 'clam', maliciousType: 'Trojan', maliciousName: 'X' }),
    'MaliciousFile',
    { ...FILE, engine: 'clam', malicious_type: 'Trojan', malicious_name: 'X' },
  ],
  [backdoor({ rule, at, entry, content: 'c' }), 'Backdoor', { ...FILE, content: 'c', description: 'Description' }],
  [escape({ rule, at, target: 't', reason: 'r' }), 'Escape', { target: 't', reason: 'r', detail: '' }],
  [
    escalation({ rule, at, binName: 'vim', mode: 'SUID', exploit: 'e' }),
    'Escalation',
    { binName: 'vim', description: 'Description', filePath: '/a', mod: 'SUID', exp: 'e' },
  ],
  [
    unsafeMount({ rule, at, mount: { source: '/s', destination: '/d', type: 'bind' } }),
    'UnsafeMount',
    { Mount: { source: '/s', destination: '/d', type: 'bind' } },
  ],
  [
    sensitiveFile({ rule, at, entry, context: 'k=v', highlight: [2, 3] }),
    'SensitiveFile',
    { ...FILE, ...RULE_KEYS, context_content: 'k=••••••', context_content_highlight_range: [2, 8] },
  ],
  [
    sensitiveEnv({ rule, at, key: 'K', value: 'v', secrets: [] }),
    'SensitiveEnv',
    { key: 'K', value: '••••••', ...RULE_KEYS },
  ],
  [sensitiveHistory({ rule, step, value: 'v', secrets: [] }), 'SensitiveHistory', { value: 'v', ...RULE_KEYS }],
  [
    abnormalHistory({ rule, step, instruction: 'RUN', content: 'x' }),
    'AbnormalHistory',
    { instruction: 'RUN', content: 'x', description: 'Description' },
  ],
  [
    webshell({ rule, at, entry, scriptType: 'php', engine: 'e' }),
    'Webshell',
    { ...FILE, type: 'php', reason: 'Title', engine: 'e' },
  ],
  [
    weakPassword({ rule, at, username: 'root', password: '', service: 'SSH' }),
    'Weakpass',
    { username: 'root', password: '', service: 'SSH', path: '/a' },
  ],
  [
    iac({ rule, at, fileType: 'dockerfile', original: 'FROM x' }),
    'IaC',
    {
      rule_info: {
        Id: 'R-1',
        Name: 'Title',
        Description: 'Description',
        Reference: 'https://example.com',
        Severity: 'High',
        Solution: 'Remedy',
        Type: 'dockerfile',
      },
      file_info: { StartLine: 2, EndLine: 3, FilePath: '/a', Original: 'FROM x' },
    },
  ],
  [
    trace({ rule, at, from: 'history' }),
    'Trace',
    { name: 'Title', from: 'history', path: '/a', level: 'High', description: 'Description', detail: '' },
  ],
  [
    vulnerability({
      rule,
      at,
      id: 'CVE-1',
      source: { type: 'npm', file_path: '/a', packages: { name: 'p', version: '1' } },
    }),
    'Vulnerability',
    {
      id: 'CVE-1',
      published: '',
      aliases: [],
      summary: '',
      details: '',
      references: [],
      source: { os: '', type: 'npm', file_path: '/a', packages: { name: 'p', version: '1' } },
    },
  ],
  [
    asset({
      os: { family: 'debian', name: '12' },
      packages: [{ type: 'dpkg', file_path: '/p', packages: [{ name: 'p', version: '1' }] }],
    }),
    'Asset',
    {
      os: { family: 'debian', name: '12' },
      package_infos: [{ type: 'dpkg', file_path: '/p', packages: [{ name: 'p', version: '1' }] }],
    },
  ],
  [
    basicImage(image, { labels: {} }),
    'BasicImage',
    {
      references: ['a:1'],
      created_time: 1_704_067_200,
      env: ['TOKEN=a••••f', 'PATH=/bin'],
      entrypoint: ['/e'],
      cmd: ['c'],
      working_dir: '/w',
      author: 'me',
    },
  ],
  [
    basicContainer(container),
    'BasicContainer',
    {
      name: 'web',
      created_time: 0,
      state: 'running',
      runtime: 'docker',
      hostname: 'h',
      imageID: 'sha256:1',
      privileged: true,
      process: { args: ['nginx'], env: ['A=b'], cwd: '/' },
      mounts: [{ destination: '/d', type: 'bind', source: '/s', options: ['ro'], permission: 'ro' }],
      processes: [{ cmdline: 'nginx -g', uids: [0], pid: 1, name: 'nginx' }],
    },
  ],
  [basicCluster({ version: '1.30' }), 'BasicCluster', {}],
]

async function legacy(event: ReportEvent): Promise<Record<string, unknown>> {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  service.report(event, { plugin: 'p', target: { id: 'sha256:1', kind: 'image', name: 'a:1', references: ['a:1'] } })
  const text = await events.render(service.finish(), { language: 'zh', verbose: false, color: false, width: 80 })
  return (JSON.parse(text) as Record<string, unknown>[])[0] ?? {}
}

describe('the event list of the original', () => {
  it.each(CASES)('$0.type, key for key', async (event, type, detail) => {
    const written = await legacy(event)
    expect(Object.keys(written)).toEqual([
      'id',
      'time',
      'source',
      'level',
      'object',
      'event_type',
      'detect_type',
      'alert_type',
      'alert_detail',
    ])
    expect(written).toMatchObject({
      id: 'sha256:1',
      source: 'p',
      object: { id: 'sha256:1', type: 'Image', runtime_type: 'remote' },
      detect_type: 'Image',
      alert_type: type,
    })
    expect(JSON.stringify(written['alert_detail'])).toBe(JSON.stringify(detail))
  })

  it('has the classes and levels in the original’s words', async () => {
    const classes = await Promise.all(CASES.map(async ([event]) => legacy(event)))
    expect(new Set(classes.map((event) => `${String(event['event_type'])} ${String(event['level'])}`))).toEqual(
      new Set(['Risk High', 'Invasion High', 'Info None']),
    )
  })
})

it('keeps the values of variables that are secret by their name, and no switch, number, path or other variable', () => {
  const env = [
    'DB_PASSWORD=correct-horse',
    'TOKEN=true',
    'TOKEN=12',
    'TOKEN=/run/secrets/t',
    'TOKEN=',
    'HOME=somewhere',
    '=x',
  ]
  expect(basicImage({ ...image, config: { ...image.config, env } }).secrets).toEqual(['correct-horse'])
  const processes = [{ pid: 1, name: 'p', args: [], env: ['API_KEY=battery-staple'] }]
  expect(basicContainer({ ...container, env, processes }).secrets).toEqual(['correct-horse', 'battery-staple'])
})

it('tells a step of the history whole where no part of it is said', () => {
  expect(abnormalHistory({ rule, step })).toMatchObject({
    detail: { instruction: '', content: 'RUN x' },
    evidence: 'RUN x',
    locations: [{ step: { index: 1, createdBy: 'RUN x' } }],
  })
  expect(abnormalHistory({ rule })).toMatchObject({ detail: { instruction: '', content: '' }, locations: [] })
})

describe('goFileMode', () => {
  it.each([
    ['file', 0o755, 0o755],
    ['file', 0o4755, 0o755 + 2 ** 23],
    ['file', 0o2711, 0o711 + 2 ** 22],
    ['directory', 0o1777, 2 ** 31 + 2 ** 20 + 0o777],
    ['symlink', 0o777, 2 ** 27 + 0o777],
    ['fifo', 0o600, 2 ** 25 + 0o600],
    ['socket', 0o600, 2 ** 24 + 0o600],
    ['block', 0o660, 2 ** 26 + 0o660],
    ['character', 0o660, 2 ** 26 + 2 ** 21 + 0o660],
  ] as const)('%s %i', (type, mode, expected) => {
    expect(goFileMode({ type, mode })).toBe(expected)
  })
})
