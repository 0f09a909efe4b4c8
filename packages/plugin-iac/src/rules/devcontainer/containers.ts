import type { DevContainer } from '../../devcontainer/read-devcontainer.ts'
import type { Service } from '../../compose/service.ts'
import type { Both, RuleData } from '../../rule.ts'
import { asText, at } from '../../values.ts'
import type { ComposeFault, ComposeRule } from '../compose/define.ts'
import { HOST_WAY_RULES } from '../compose/host-ways.ts'
import { ISOLATION_RULES } from '../compose/isolation.ts'
import { SERVICE_RULES } from '../compose/services.ts'

/** A rule on dev containers. */
export interface DevContainerRule extends RuleData {
  check(container: DevContainer): Iterable<ComposeFault>
}

export const DEVCONTAINERS = 'https://containers.dev/implementors/json_reference/'

/** A rule of compose on what dev containers say in other words. */
interface Same {
  readonly id: string
  /** The rule of compose: its reason, severity and check hold here. */
  readonly of: string
  readonly title: Both
  readonly remedy?: Both
  readonly fix: string
  /** Which values are a risk in a service but not in a dev container. */
  readonly isHarmless?: (service: Service, found: unknown) => boolean
}

const MOUNT = '"mounts": ["source=cache,target=/cache,type=volume"]'
const OUT: Both = { en: 'Leave it out.', zh: '去掉该设置。' }

const SAME: readonly Same[] = [
  {
    id: 'DC-001',
    of: 'CP-001',
    title: { en: 'A privileged dev container', zh: '特权开发容器' },
    fix: '"capAdd": ["SYS_PTRACE"]',
  },
  {
    id: 'DC-002',
    of: 'CP-002',
    title: {
      en: 'The socket of the container runtime is mounted into a dev container',
      zh: '开发容器挂载容器运行时套接字',
    },
    fix: MOUNT,
  },
  {
    id: 'DC-003',
    of: 'CP-003',
    title: { en: 'The whole file system of the host is mounted into a dev container', zh: '开发容器挂载主机根目录' },
    fix: MOUNT,
  },
  {
    id: 'DC-004',
    of: 'CP-004',
    title: { en: 'A system folder of the host is mounted into a dev container', zh: '开发容器挂载主机系统目录' },
    fix: MOUNT,
  },
  {
    id: 'DC-005',
    of: 'CP-005',
    title: { en: 'A dev container shares a namespace of its host', zh: '开发容器共享主机命名空间' },
    remedy: { en: 'Leave it out; forward the ports that are needed.', zh: '去掉，并仅转发需要的端口。' },
    fix: '"forwardPorts": [8080]',
  },
  {
    id: 'DC-006',
    of: 'CP-006',
    title: { en: 'A dev container adds a capability', zh: '开发容器添加了额外能力' },
    remedy: { en: 'Take it out; add only what the tools need.', zh: '移除该能力，仅添加工具所需的能力。' },
    fix: '"capAdd": []',
    isHarmless: isOwnDebugger,
  },
  {
    id: 'DC-007',
    of: 'CP-007',
    title: { en: 'A protection of the kernel is switched off in a dev container', zh: '开发容器关闭内核安全防护' },
    fix: '"securityOpt": ["no-new-privileges"]',
  },
  {
    id: 'DC-008',
    of: 'CP-008',
    title: { en: 'A device of the host is handed into a dev container', zh: '开发容器挂载主机设备' },
    fix: '"runArgs": ["--device=/dev/ttyUSB0"]',
  },
  {
    id: 'DC-009',
    of: 'CP-012',
    title: { en: 'Mounts of a dev container spread to its host', zh: '开发容器挂载传播至主机' },
    fix: '"mounts": ["source=/srv/data,target=/data,type=bind,bind-propagation=rslave"]',
  },
  {
    id: 'DC-010',
    of: 'CP-013',
    title: { en: 'Credentials of a person are mounted into a dev container', zh: '开发容器挂载个人凭据目录' },
    remedy: {
      en: 'Leave it out: editors forward the SSH agent and the login to git. Hand in the one token that is needed.',
      zh: '去掉：编辑器会转发 SSH agent 与 git 凭据。仅传入所需的令牌。',
    },
    fix: '"remoteEnv": {"TOKEN": "${localEnv:TOKEN}"}',
  },
  {
    id: 'DC-011',
    of: 'CP-014',
    title: { en: 'The image of a dev container is built without confinement', zh: '开发容器镜像构建取消了隔离' },
    fix: '"build": {"dockerfile": "Dockerfile"}',
  },
  {
    id: 'DC-012',
    of: 'CP-015',
    title: {
      en: 'The image of a dev container is built in the network of the builder',
      zh: '开发容器镜像构建使用主机网络',
    },
    fix: '"build": {"dockerfile": "Dockerfile"}',
  },
  {
    id: 'DC-013',
    of: 'CP-020',
    title: { en: 'The image of a dev container has no fixed version', zh: '开发容器镜像未固定版本' },
    fix: '"image": "mcr.microsoft.com/devcontainers/base:2.0.1-bookworm"',
  },
  {
    id: 'DC-015',
    of: 'CP-022',
    title: {
      en: 'A port of administration or of a store of data is published by a dev container',
      zh: '开发容器发布管理或数据库端口',
    },
    remedy: { en: 'Forward it, which stays on loopback.', zh: '改用端口转发（仅限回环地址）。' },
    fix: '"forwardPorts": [5432]',
  },
  {
    id: 'DC-016',
    of: 'CP-023',
    title: { en: 'A dev container publishes a port on every address', zh: '开发容器端口发布在所有地址' },
    remedy: { en: 'Forward it, which stays on loopback.', zh: '改用端口转发（仅限回环地址）。' },
    fix: '"forwardPorts": [8080]',
  },
  {
    id: 'DC-017',
    of: 'CP-024',
    title: { en: 'A secret in the environment of a dev container', zh: '开发容器环境变量中的明文密钥' },
    remedy: {
      en: 'Renew it, and take it from the machine of whoever opens the folder.',
      zh: '更换密钥，并从打开者的本机环境获取。',
    },
    fix: '"remoteEnv": {"DB_PASSWORD": "${localEnv:DB_PASSWORD}"}',
  },
  {
    id: 'DC-018',
    of: 'CP-025',
    title: { en: 'A secret in a build argument of a dev container', zh: '开发容器构建参数中的明文密钥' },
    fix: '"build": {"options": ["--secret", "id=token,env=TOKEN"]}',
  },
]

const COMPOSE = new Map([...ISOLATION_RULES, ...HOST_WAY_RULES, ...SERVICE_RULES].map((rule) => [rule.id, rule]))

/** Rules that dev containers share with services. */
export const CONTAINER_RULES: readonly DevContainerRule[] = [
  ...SAME.map(toRule),
  {
    id: 'DC-014',
    title: { en: 'A dev container runs as root', zh: '开发容器以 root 运行' },
    severity: 'low',
    why: {
      en: 'Tools, extensions and whatever they fetch are root in the container, and write files of root into the folder.',
      zh: '工具、扩展及其下载内容均以 root 运行，并向工作目录写入 root 文件。',
    },
    remedy: { en: 'Name another user.', zh: '使用其他用户。' },
    fix: '"remoteUser": "vscode"',
    references: [`${DEVCONTAINERS}#general-devcontainerjson-properties`],
    *check({ value, service, originOf }) {
      const isRoot = (user: unknown): boolean => /^(?:root|0+)(?::|$)/.test(asText(user) ?? '')
      if (isRoot(value['remoteUser'])) yield { path: ['remoteUser'] }
      else if (value['remoteUser'] !== undefined) return
      else if (isRoot(value['containerUser'])) yield { path: ['containerUser'] }
      else if (value['containerUser'] === undefined && isRoot(service.value['user'])) yield { path: originOf(['user']) }
    },
  },
]

/** Debuggers ask for it; where processes of the host are not seen, it reaches those of the container alone. */
function isOwnDebugger({ value }: Service, found: unknown): boolean {
  return /^(?:CAP_)?SYS_PTRACE$/i.test(asText(found) ?? '') && value['pid'] !== 'host'
}

function toRule({ id, of, title, remedy, fix, isHarmless }: Same): DevContainerRule {
  const rule = COMPOSE.get(of)
  if (!rule) throw new RangeError(`no rule ${of}`)
  const { why, severity, confidence, references, attack } = rule
  return {
    id,
    title,
    severity,
    ...(confidence ? { confidence } : {}),
    why,
    remedy: remedy ?? (of === 'CP-014' || of === 'CP-015' ? OUT : rule.remedy),
    fix,
    references: [
      DEVCONTAINERS,
      ...references.filter(
        (reference) =>
          !reference.startsWith('https://docs.docker.com/reference/compose-file/') && !reference.includes('/compose/'),
      ),
    ],
    ...(attack ? { attack } : {}),
    check: (container) => moved(rule, container, isHarmless),
  }
}

function* moved(
  rule: ComposeRule,
  { service, originOf, value }: DevContainer,
  isHarmless?: Same['isHarmless'],
): Generator<ComposeFault> {
  for (const { path, ...fault } of rule.check(service)) {
    if (isHarmless?.(service, at(service.value, ...path)) === true) continue
    const origin = originOf(path)
    // Missing settings are reported for compose services only.
    if (origin.length > 0 && at(value, ...origin) !== undefined) yield { ...fault, path: origin }
  }
}
