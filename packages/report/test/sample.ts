import type { JsonObject, Rule } from '@veinmind/sdk'
import type { Report, TargetReference } from '../src/index.ts'
import {
  abnormalHistory,
  createReportService,
  escape,
  sensitiveEnv,
  sensitiveFile,
  unsafeMount,
  weakPassword,
  webshell,
} from '../src/index.ts'

const rule = (id: string, title: Rule['title'], severity: Rule['severity'], more: Partial<Rule> = {}): Rule => ({
  id,
  title,
  severity,
  ...more,
})

/** A target reference for tests. */
export function target(tag: string, repository = 'harbor.local/library/app'): TargetReference {
  const name = `${repository}:${tag}`
  return {
    id: `sha256:${Buffer.from(tag).toString('hex').padEnd(64, '0').slice(0, 64)}`,
    kind: 'image',
    name,
    references: [name],
    platform: { os: 'linux', architecture: 'amd64' },
  }
}

const step = { index: 3, createdBy: 'RUN /bin/sh -c echo root:qwerty | chpasswd # buildkit', layer: 3 }
const layer = { index: 3, digest: `sha256:${'3'.repeat(64)}` }

/** The secrets in it. */
export const SECRETS: readonly string[] = ['qwerty', 'AKIAEXAMPLE7EXAMPLE7', 'correct horse battery staple']

/** A report with a bit of everything. */
export function sampleReport(options: { readonly showSecrets?: boolean } = {}): Report {
  let clock = 0
  const service = createReportService({
    tool: { name: 'veinmind', version: '1.2.3' },
    now: () => new Date(Date.UTC(2026, 10, 24, 20, 0, 0, clock++)),
    ...options,
  })
  const images = ['1.4', '1.5', '2.0-rc1'].map((tag) => target(tag))
  for (const [index, image] of images.entries()) {
    const source = (plugin: string) => ({
      plugin,
      target: image,
      docs: `https://www.npmjs.com/package/@veinmind/plugin-${plugin}`,
    })
    service.report(
      weakPassword({
        rule: rule('WP-SSH', { en: 'Weak password', zh: '弱口令' }, 'critical', {
          attack: ['T1110.001'],
          confidence: 'high',
          description: {
            en: 'The password of an account was guessed from a dictionary.',
            zh: '账户密码可被字典猜出。',
          },
          remediation: {
            en: 'Lock the account with "passwd -l", or give it a long random password at start, not in the image.',
            zh: '锁定账户或在启动时设置强密码。',
          },
          references: ['https://attack.mitre.org/techniques/T1110/001/', 'javascript:alert(1)'],
        }),
        at: { path: '/etc/shadow', line: 1, layer, step },
        username: 'root',
        password: 'qwerty',
        service: 'SSH',
      }),
      source('weakpass'),
    )
    service.report(
      sensitiveFile({
        rule: rule('SF-AWS', { en: 'AWS access key', zh: 'AWS 访问密钥' }, 'high', {
          attack: ['T1552.001'],
          remediation: 'Revoke the key and build again without it.',
        }),
        at: {
          path: '/srv/.env',
          line: 12,
          column: 9,
          hiddenBy: 5 + index,
          layer,
          step: { index: 4, createdBy: 'COPY . /srv' },
        },
        context: 'AWS_KEY=AKIAEXAMPLE7EXAMPLE7',
        highlight: [8, 28],
        secrets: ['AKIAEXAMPLE7EXAMPLE7'],
      }),
      source('sensitive'),
    )
    if (index === 0)
      service.report(
        webshell({
          rule: rule('WS-012', 'PHP evaluates a request parameter', 'critical', { attack: ['T1505.003'] }),
          at: {
            path: '/var/www/html/上传/很长的目录名称/图片/shell🐚.php',
            line: 3,
            layer,
            step: { index: 4, createdBy: 'COPY html /var/www/html' },
          },
          evidence: 'eval($_POST["x"]); // <script>alert(1)</script>',
          scriptType: 'php',
          engine: 'rules',
        }),
        source('webshell'),
      )
    service.report(
      sensitiveEnv({
        rule: rule('SE-PASSWORD', 'Password in the environment', 'medium'),
        at: { object: 'config.Env[3]' },
        key: 'DB_PASSWORD',
        value: 'correct horse battery staple',
      }),
      source('sensitive'),
    )
    service.report(
      abnormalHistory({
        rule: rule('AH-CURL', 'A download is piped into a shell', 'medium'),
        step: { index: 7, createdBy: 'RUN curl -fsSL http://example.com/install.sh | sh' },
        instruction: 'RUN',
        content: 'curl -fsSL http://example.com/install.sh | sh',
      }),
      source('history'),
    )
    service.report(
      unsafeMount({
        rule: rule('UM-1', 'The host’s Docker socket is mounted', 'high'),
        at: { object: 'mounts[0]' },
        mount: { source: '/var/run/docker.sock', destination: '/var/run/docker.sock', type: 'bind' },
      }),
      source('unsafe-mount'),
    )
    service.report(
      escape({
        rule: rule('ES-1', 'Capability SYS_MODULE', 'low'),
        at: [],
        target: 'CAP_SYS_MODULE',
        reason: 'modules can be loaded',
      }),
      source('escape'),
    )
    service.report(
      {
        type: 'BasicImage',
        class: 'info',
        locations: [],
        detail: {
          references: [image.name],
          created_time: 1_700_000_000,
          env: ['PATH=/usr/bin', 'DB_PASSWORD=correct horse battery staple'],
          entrypoint: [],
          cmd: ['nginx'],
          working_dir: '/',
          author: '',
        } satisfies JsonObject,
      },
      source('basic'),
    )
    service.addTarget({
      ...image,
      source: 'registry (harbor.local)',
      digest: `sha256:${'a'.repeat(64)}`,
      outcome: index === 2 ? 'partial' : 'ok',
      ...(index === 2 ? { reason: 'webshell ran out of time' } : {}),
      notes: index === 1 ? ['linux/arm64 was taken: there is no linux/amd64'] : [],
      layers: [0, 1, 2, 3].map((number) => ({
        index: number,
        digest: `sha256:${String(number).repeat(64)}`,
        diffId: `sha256:${String(number + 4).repeat(64)}`,
        size: 12_345_678 * (number + 1),
        source: number < 2 ? ('cache' as const) : ('read' as const),
      })),
    })
  }
  const coverage = {
    entities: 3,
    scanned: 41_233,
    skipped: { 'too-large': 7, unreadable: 1 },
    truncated: 0,
    errored: 0,
    rereads: 0,
    problems: [{ target: images[0]?.name ?? '', path: '/var/lib/big.bin', inspector: 'content', reason: 'too-large' }],
  }
  const none = { entities: 3, scanned: 0, skipped: {}, truncated: 0, errored: 0, rereads: 0, problems: [] }
  service.addPlugin({ name: 'sensitive', version: '1.0.0', outcome: 'ok', durationMs: 3120, coverage })
  service.addPlugin({ name: 'weakpass', version: '1.0.0', outcome: 'ok', durationMs: 920, coverage: none })
  service.addPlugin({
    name: 'webshell',
    version: '1.0.0',
    outcome: 'partial',
    reason: 'out of time on harbor.local/library/app:2.0-rc1',
    durationMs: 30_000,
    coverage: none,
  })
  service.addError({
    code: 'REGISTRY_UNAUTHORIZED',
    message: 'harbor.local refused the credentials of ~/.docker/config.json for "db" (pull)',
    hint: 'the robot account may lack "pull" on this project',
    target: 'harbor.local/library/db',
  })
  service.addSkipped({ target: 'harbor.local/library/app@sha256:0000', reason: 'an attestation' })
  return service.finish()
}
