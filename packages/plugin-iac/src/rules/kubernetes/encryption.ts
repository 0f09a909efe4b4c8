import type { Manifest } from '../../kubernetes/manifest.ts'
import { asList, asMembers, asText } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { isPlaceholder } from '../secret-values.ts'
import { cisKubernetes } from './define.ts'
import type { KubernetesRule } from './define.ts'

const ENCRYPTION = 'https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/'

/** How the API server encrypts what it stores. */
export const ENCRYPTION_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-055',
    title: {
      en: 'Secrets are stored in the open although encryption is configured',
      zh: '已配置加密但 Secret 仍明文存储',
    },
    severity: 'high',
    why: {
      en: 'The first provider writes, and `identity` writes what it is given: the others only read what was encrypted before.',
      zh: '首个 provider 负责写入，而 identity 不加密；其余 provider 仅用于读取。',
    },
    remedy: {
      en: 'Put a provider that encrypts first, and write the Secrets again.',
      zh: '将加密 provider 置于首位，并重新写入 Secret。',
    },
    fix: 'providers:\n  - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}\n  - identity: {}',
    references: [ENCRYPTION, cisKubernetes('1.2.28')],
    attack: ['T1552.007'],
    *check(manifest) {
      for (const { path, providers } of resourcesOf(manifest)) {
        if (Object.hasOwn(asMembers(providers[0]), 'identity')) yield { path: [...path, 'providers', 0] }
      }
    },
  },
  {
    id: 'KN-056',
    title: { en: 'A key that encrypts Secrets stands in a file', zh: '加密密钥明文写在文件中' },
    severity: 'high',
    why: {
      en: 'Whoever reads the file, or its repository, reads every Secret in a backup of etcd.',
      zh: '可读取该文件或仓库者即可解密 etcd 备份中的所有 Secret。',
    },
    remedy: {
      en: 'Make another key on the node itself, or use a KMS provider.',
      zh: '在节点上生成新密钥，或使用 KMS provider。',
    },
    fix: 'providers:\n  - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}',
    references: [ENCRYPTION],
    attack: ['T1552.001', 'T1552.004'],
    *check(manifest) {
      for (const { path, providers } of resourcesOf(manifest)) {
        for (const [index, provider] of providers.entries()) {
          for (const [name, settings] of Object.entries(asMembers(provider))) {
            for (const [key, entry] of asList(asMembers(settings)['keys']).entries()) {
              const secret = asText(asMembers(entry)['secret']) ?? ''
              if (secret.length < 16 || isPlaceholder(secret)) continue
              yield {
                path: [...path, 'providers', index, name, 'keys', key, 'secret'],
                evidence: `secret: ${secret}`,
                secrets: [secret],
              }
            }
          }
        }
      }
    },
  },
]

/** The resources of an EncryptionConfiguration; its kind was EncryptionConfig before 1.13. */
function resourcesOf({
  kind,
  object,
}: Manifest): readonly { readonly path: Path; readonly providers: readonly unknown[] }[] {
  if (kind !== 'EncryptionConfiguration' && kind !== 'EncryptionConfig') return []
  return asList(object['resources']).map((item, index) => ({
    path: ['resources', index],
    providers: asList(asMembers(item)['providers']),
  }))
}
