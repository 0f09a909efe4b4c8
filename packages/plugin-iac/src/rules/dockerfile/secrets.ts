import type { Instruction } from '../../dockerfile/model.ts'
import { findTokens, isOpenSecret } from '../secret-values.ts'
import { cisDocker, withKeyword } from './define.ts'
import type { DockerfileRule } from './define.ts'

const SECRETS = 'https://docs.docker.com/build/building/secrets/'

/** Secrets that stand in the file. */
export const SECRET_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-012',
    title: { en: 'A secret in an environment variable of the image', zh: '镜像环境变量中的密钥' },
    severity: 'high',
    confidence: 'medium',
    why: {
      en: 'Everyone who can pull the image reads it, and every process of the container has it.',
      zh: '可拉取镜像者均可读取，容器内所有进程都能获得。',
    },
    remedy: { en: 'Renew the secret; hand it in when the container starts.', zh: '更换密钥，并在容器启动时传入。' },
    fix: 'ENV DB_PASSWORD_FILE=/run/secrets/db_password',
    references: [
      SECRETS,
      cisDocker('4.10'),
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    ],
    attack: ['T1552.001'],
    *check(file) {
      for (const at of withKeyword(file, 'ENV')) {
        const secrets = pairsOf(at)
          .filter(([name, value]) => isOpenSecret(name, value))
          .map(([, value]) => value)
        if (secrets.length > 0) yield { at, secrets }
      }
    },
  },
  {
    id: 'DF-034',
    title: { en: 'A secret in a build argument', zh: '构建参数中的密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'Build arguments stand in the history of the image.', zh: '构建参数会留在镜像历史中。' },
    remedy: { en: 'Renew the secret; mount it for the step that needs it.', zh: '更换密钥，并仅在需要的步骤挂载。' },
    fix: 'RUN --mount=type=secret,id=token,env=TOKEN ./fetch',
    references: [
      SECRETS,
      cisDocker('4.10'),
      'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    ],
    attack: ['T1552.001'],
    *check(file) {
      for (const at of withKeyword(file, 'ARG')) {
        const secrets = pairsOf(at)
          .filter(([name, value]) => isOpenSecret(name, value))
          .map(([, value]) => value)
        if (secrets.length > 0) yield { at, secrets }
      }
    },
  },
  {
    id: 'DF-045',
    title: { en: 'A token or private key in the file', zh: '文件中的令牌或私钥' },
    severity: 'critical',
    why: {
      en: 'Everyone who can read the repository, or pull the image, has it.',
      zh: '可读取仓库或拉取镜像者均可获得。',
    },
    remedy: { en: 'Renew it; mount secrets for the step that needs them.', zh: '更换该密钥，并改用密钥挂载。' },
    fix: 'RUN --mount=type=secret,id=token,env=TOKEN ./fetch',
    references: [SECRETS, cisDocker('4.10')],
    attack: ['T1552.001', 'T1552.004'],
    *check({ instructions }) {
      for (const at of instructions) {
        if (at.onBuild) continue
        const found = findTokens(at.text)
        const [first] = found
        if (first) yield { at, evidence: `${first.what}: ${first.secret}`, secrets: found.map(({ secret }) => secret) }
      }
    },
  },
]

function pairsOf({ words, keyword, rest }: Instruction): readonly (readonly [string, string])[] {
  const [first] = words
  if (keyword === 'ENV' && first && !first.value.includes('='))
    return [[first.value, rest.slice(first.raw.length).trim()]]
  return words.flatMap(({ value }) => {
    const at = value.indexOf('=')
    return at > 0 ? [[value.slice(0, at), value.slice(at + 1)] as const] : []
  })
}
