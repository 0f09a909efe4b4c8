import { portsOf, settingsOf } from '../../compose/service.ts'
import { asText, asWord, at } from '../../values.ts'
import { hasMovingTag } from '../image-reference.ts'
import { ADMIN_PORTS, portRange } from '../ports.ts'
import { openSecrets } from '../open-secrets.ts'
import { cisDocker, SERVICES } from './define.ts'
import type { ComposeRule } from './define.ts'

const SECRETS = 'https://docs.docker.com/compose/how-tos/use-secrets/'
const SECRET_FIX =
  'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n    secrets: [db]'
/** Stores of data that ask for no login, or a weak one, unless somebody sets it up. */
const DATA_PORTS: ReadonlyMap<number, string> = new Map([
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [7000, 'Cassandra'],
  [7687, 'Neo4j'],
  [8086, 'InfluxDB'],
  [8500, 'Consul'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
])

/** Images, ports, users, secrets and limits of services. */
export const SERVICE_RULES: readonly ComposeRule[] = [
  {
    id: 'CP-020',
    title: { en: 'An image has no fixed version', zh: '镜像未固定版本' },
    severity: 'medium',
    why: { en: 'What `latest` means changes, and nobody decided it.', zh: 'latest 标签的内容随时变化。' },
    remedy: { en: 'Name a version, or a digest.', zh: '指定版本或摘要。' },
    fix: 'image: postgres:16.3',
    references: [`${SERVICES}#image`, cisDocker('5.28')],
    attack: ['T1195.002'],
    *check({ value, path }) {
      const image = asText(value['image']) ?? ''
      // With `build`, it is the name of what is built.
      if (value['build'] === undefined && !image.includes('$') && hasMovingTag(image))
        yield { path: [...path, 'image'] }
    },
  },
  {
    id: 'CP-021',
    title: { en: 'A service runs as root', zh: '服务以 root 运行' },
    severity: 'medium',
    why: { en: 'Whoever breaks into the program is root in the container.', zh: '攻破程序即获得容器 root 权限。' },
    remedy: { en: 'Name another user.', zh: '使用其他用户。' },
    fix: 'user: "10001:10001"',
    references: [`${SERVICES}#user`, cisDocker('4.1')],
    attack: ['T1611'],
    *check({ value, path }) {
      if (/^(?:root|0+)(?::|$)/.test(asWord(value['user']))) yield { path: [...path, 'user'] }
    },
  },
  {
    id: 'CP-022',
    title: { en: 'A port of administration or of a store of data is published', zh: '发布管理或数据库端口' },
    severity: 'medium',
    why: {
      en: 'Docker opens it on every address, past the firewall of the host (ufw, firewalld).',
      zh: 'Docker 会绕过主机防火墙在所有地址开放该端口。',
    },
    remedy: {
      en: 'Leave it out: services reach each other by name. Or bind it to loopback.',
      zh: '去掉（服务间可按名称互访），或绑定回环地址。',
    },
    fix: 'ports: ["127.0.0.1:5432:5432"]',
    references: [
      `${SERVICES}#ports`,
      'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
      cisDocker('5.8'),
    ],
    attack: ['T1133'],
    *check(service) {
      for (const { address, target, published, path } of portsOf(service)) {
        if (isLocal(address)) continue
        const what = whatListens(target) ?? whatListens(published)
        if (what !== undefined)
          yield { path, evidence: `${published === '' ? '' : `${published}:`}${target} (${what})` }
      }
    },
  },
  {
    id: 'CP-023',
    title: { en: 'A port is published on every address', zh: '端口发布在所有地址' },
    severity: 'low',
    why: {
      en: 'Whoever reaches the host reaches the service, past the firewall of the host.',
      zh: '可访问主机者即可访问该服务，并绕过主机防火墙。',
    },
    remedy: { en: 'Name the address that it is for.', zh: '指定监听地址。' },
    fix: 'ports: ["127.0.0.1:8080:80"]',
    references: [`${SERVICES}#ports`, cisDocker('5.14')],
    *check(service) {
      for (const { address, published, path } of portsOf(service))
        if (published !== '' && (address === '' || address === '0.0.0.0' || address === '::')) yield { path }
    },
  },
  {
    id: 'CP-024',
    title: { en: 'A secret in the environment of a service', zh: '服务环境变量中的明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'Whoever reads the file, or inspects the container, has it.', zh: '可读取文件或检查容器者均可获得。' },
    remedy: { en: 'Renew it, and use secrets of compose.', zh: '更换密钥，并使用 compose secrets。' },
    fix: SECRET_FIX,
    references: [SECRETS],
    attack: ['T1552.001'],
    check: ({ value, path }) => openSecrets(settingsOf(value['environment'], [...path, 'environment'])),
  },
  {
    id: 'CP-025',
    title: { en: 'A secret in a build argument', zh: '构建参数中的明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'Build arguments stand in the history of the image.', zh: '构建参数会留在镜像历史中。' },
    remedy: { en: 'Renew it, and use build secrets.', zh: '更换密钥，并使用构建 secrets。' },
    fix: 'build:\n  secrets: [token]',
    references: [SECRETS, 'https://docs.docker.com/build/building/secrets/'],
    attack: ['T1552.001'],
    check: ({ value, path }) => openSecrets(settingsOf(at(value, 'build', 'args'), [...path, 'build', 'args'])),
  },
  {
    id: 'CP-026',
    title: { en: 'A service has no memory limit', zh: '服务未设置内存限制' },
    severity: 'low',
    why: { en: 'One that grows takes the memory of the host.', zh: '内存失控会影响主机。' },
    remedy: { en: 'Say how much it may use.', zh: '设置内存上限。' },
    fix: 'deploy:\n  resources:\n    limits:\n      memory: 256M',
    references: ['https://docs.docker.com/reference/compose-file/deploy/#resources', cisDocker('5.11')],
    attack: ['T1499'],
    *check({ value, path }) {
      if (value['mem_limit'] === undefined && at(value, 'deploy', 'resources', 'limits', 'memory') === undefined)
        yield { path }
    },
  },
  {
    id: 'CP-027',
    title: { en: 'A service may write its own file system', zh: '服务根文件系统可写' },
    severity: 'low',
    why: { en: 'Whoever breaks in can replace programs and leave tools behind.', zh: '攻击者可替换程序并留下工具。' },
    remedy: { en: 'Make it read-only, with tmpfs for what is written.', zh: '设为只读，需写入处使用 tmpfs。' },
    fix: 'read_only: true\ntmpfs: [/tmp]',
    references: [`${SERVICES}#read_only`, cisDocker('5.13')],
    *check({ value, path }) {
      if (value['read_only'] !== true) yield { path: value['read_only'] === undefined ? path : [...path, 'read_only'] }
    },
  },
]

function isLocal(address: string): boolean {
  return /^127\.|^::1$|^\$\{/.test(address)
}

function whatListens(port: string): string | undefined {
  const range = portRange(port)
  if (!range || range.last - range.first > 64) return undefined
  const found = [[22, 'SSH'] as const, ...ADMIN_PORTS, ...DATA_PORTS].find(
    ([number]) => number >= range.first && number <= range.last,
  )
  return found?.[1]
}
