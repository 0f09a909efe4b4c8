import { asList, asMembers, asText } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { isOpenSecret, isPlaceholder } from '../secret-values.ts'
import { tokensOf } from '../tokens-of.ts'
import { cisKubernetes, eachContainer } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'

const SECRETS = 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/'
const FIX = 'env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: db\n        key: password'

const KUBECONFIG_SECRETS = new Set(['token', 'password', 'client-key-data'])

/** Secrets that stand in objects. */
export const SECRET_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-090',
    title: { en: 'A secret in an environment variable', zh: '环境变量中的明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'Whoever may read the workload, or its repository, has it.', zh: '可读取工作负载或仓库者均可获得。' },
    remedy: { en: 'Renew it, and take it from a Secret.', zh: '更换密钥，并改为引用 Secret。' },
    fix: FIX,
    references: [SECRETS, cisKubernetes('5.4.1')],
    attack: ['T1552.001', 'T1552.007'],
    *check(manifest) {
      for (const { container } of eachContainer(manifest)) {
        for (const [index, variable] of asList(container.value['env']).entries()) {
          const { name, value } = asMembers(variable)
          if (typeof name === 'string' && typeof value === 'string' && isOpenSecret(name, value)) {
            yield { path: [...container.path, 'env', index, 'value'], evidence: `${name}=${value}`, secrets: [value] }
          }
        }
      }
    },
  },
  {
    id: 'KN-091',
    title: { en: 'A secret in a ConfigMap', zh: 'ConfigMap 中的明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'ConfigMaps are not encrypted, and more people may read them.', zh: 'ConfigMap 不加密且可读范围更广。' },
    remedy: { en: 'Renew it, and keep it in a Secret.', zh: '更换密钥，并改用 Secret。' },
    fix: FIX,
    references: [SECRETS, 'https://kubernetes.io/docs/concepts/configuration/configmap/'],
    attack: ['T1552.007'],
    *check({ kind, object }) {
      if (kind !== 'ConfigMap') return
      for (const [name, value] of Object.entries(asMembers(object['data']))) {
        if (typeof value !== 'string') continue
        if (!value.includes('\n') && isOpenSecret(name, value))
          yield { path: ['data', name], evidence: `${name}: ${value}`, secrets: [value] }
        else yield* inLines(value, ['data', name])
      }
    },
  },
  {
    id: 'KN-092',
    title: { en: 'A token or private key in an object', zh: '对象中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever may read the object, or its repository, has it.', zh: '可读取对象或仓库者均可获得。' },
    remedy: {
      en: 'Renew it, and keep it in a Secret that is not in the repository.',
      zh: '更换密钥，并使用不入库的 Secret。',
    },
    fix: FIX,
    references: [SECRETS],
    attack: ['T1552.001', 'T1552.004'],
    *check({ kind, object }) {
      if (kind === 'Secret' || kind === 'CustomResourceDefinition') return
      yield* tokensOf(object)
    },
  },
  {
    id: 'KN-093',
    title: { en: 'A Secret with its values stands in a file', zh: '文件中包含 Secret 明文数据' },
    severity: 'medium',
    confidence: 'medium',
    why: {
      en: 'base64 hides nothing: whoever reads the repository has the values, also of old commits.',
      zh: 'base64 并非加密，仓库（含历史提交）读者均可获得。',
    },
    remedy: {
      en: 'Renew the values; seal or encrypt them (SOPS, Sealed Secrets), or let an operator fetch them.',
      zh: '更换密钥，并使用 SOPS、Sealed Secrets 或外部密钥管理。',
    },
    fix: 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret',
    references: [SECRETS],
    attack: ['T1552.001'],
    *check({ kind, object, isFile }) {
      if (kind !== 'Secret' || !isFile || Object.hasOwn(object, 'sops')) return
      for (const member of ['data', 'stringData']) {
        for (const [name, value] of Object.entries(asMembers(object[member]))) {
          const text = asText(value) ?? ''
          const plain = member === 'data' ? Buffer.from(text, 'base64').toString('utf8') : text
          if (text.length < 4 || isTemplate(text) || isTemplate(plain)) continue
          yield {
            path: [member, name],
            evidence: `${name}: ${text}`,
            secrets: [text, plain].filter((secret) => secret !== ''),
          }
        }
      }
    },
  },
  {
    id: 'KN-094',
    title: { en: 'A kubeconfig with credentials', zh: '包含凭据的 kubeconfig' },
    severity: 'critical',
    why: {
      en: 'Whoever reads the file, or its repository, is that user of the cluster.',
      zh: '可读取文件或仓库者即可以该用户身份访问集群。',
    },
    remedy: {
      en: 'Revoke the credentials; let a program fetch them when they are needed.',
      zh: '吊销凭据，并改用 exec 插件按需获取。',
    },
    fix: 'users:\n  - name: admin\n    user:\n      exec:\n        apiVersion: client.authentication.k8s.io/v1\n        command: aws-iam-authenticator',
    references: ['https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/', SECRETS],
    attack: ['T1552.001', 'T1078'],
    *check({ kind, object }) {
      if (kind !== 'Config') return
      for (const [index, entry] of asList(object['users']).entries()) {
        for (const [name, value] of Object.entries(asMembers(asMembers(entry)['user']))) {
          if (!KUBECONFIG_SECRETS.has(name) || typeof value !== 'string' || value.length < 4 || isTemplate(value))
            continue
          yield { path: ['users', index, 'user', name], evidence: `${name}: ${value}`, secrets: [value] }
        }
      }
    },
  },
]

function isTemplate(text: string): boolean {
  return isPlaceholder(text) || /^[$<]/.test(text.trim()) || /\{\{|\$\{\w/.test(text)
}

const LINE = /^[ \t]*(?:export[ \t]+)?["']?([A-Za-z][\w.-]{2,80})["']?[ \t]*[=:][ \t]*["']?([^"'\s#,;]{4,512})/

/** Lines of a configuration in a ConfigMap that set a secret. */
function* inLines(text: string, path: Path): Generator<KubernetesFault> {
  const secrets: string[] = []
  let first: string | undefined
  for (const line of text.split('\n', 10_000)) {
    if (line.length > 4_096) continue
    const [, name, value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined || !isOpenSecret(name, value)) continue
    first ??= `${name}=${value}`
    secrets.push(value)
  }
  if (first !== undefined) yield { path, evidence: first, secrets }
}
