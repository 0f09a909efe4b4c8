import { cleanPath } from '@veinmind/sdk'
import type { BakeTarget } from '../../bake/read-bake.ts'
import { fieldsOf } from '../../bake/fields.ts'
import { settingsOf } from '../../compose/service.ts'
import { asList, asMembers, asText, at } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import type { RuleData } from '../../rule.ts'
import { cisDocker } from '../compose/define.ts'
import type { BrokenRule } from '../compose/index.ts'
import { isCredentials, isRuntimeSocket, isSensitiveFolder } from '../host-folders.ts'
import { hasMovingTag } from '../image-reference.ts'
import { isOpenSecret } from '../secret-values.ts'
import { tokensOf } from '../tokens-of.ts'
import { BAKE } from './define.ts'
import type { BakeFileRule, BakeRule } from './define.ts'

/** Rules on the isolation of build steps, on what they are given, and on where their output goes. */
const TARGET_RULES: readonly BakeRule[] = [
  {
    id: 'BK-001',
    title: { en: 'A target is built without confinement', zh: '构建目标取消了隔离' },
    severity: 'high',
    why: {
      en: 'Steps of the build are root with all capabilities on the builder.',
      zh: '构建步骤等同于构建机上的特权 root。',
    },
    remedy: { en: 'Leave the entitlement out.', zh: '去掉该授权。' },
    fix: 'target "app" {\n  entitlements = []\n}',
    references: [`${BAKE}#targetentitlements`],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const [index, one] of asList(value['entitlements']).entries())
        if (/^(?:security\.insecure|device(?:=.*)?)$/.test(asText(one) ?? ''))
          yield { path: [...path, 'entitlements', index] }
    },
  },
  {
    id: 'BK-002',
    title: { en: 'A target is built in the network of the builder', zh: '构建目标使用主机网络' },
    severity: 'medium',
    why: {
      en: 'Steps of the build reach services that listen on the builder’s loopback.',
      zh: '构建步骤可访问构建机回环地址上的服务。',
    },
    remedy: { en: 'Leave it out.', zh: '去掉该设置。' },
    fix: 'target "app" {\n  network = "none"\n}',
    references: [`${BAKE}#targetnetwork`, `${BAKE}#targetentitlements`],
    *check({ value, path }) {
      if (value['network'] === 'host') yield { path: [...path, 'network'] }
      for (const [index, one] of asList(value['entitlements']).entries())
        if (one === 'network.host') yield { path: [...path, 'entitlements', index] }
    },
  },
  {
    id: 'BK-003',
    title: { en: 'A secret in an argument of a target', zh: '构建目标参数中的明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: {
      en: 'Build arguments stand in the history of the image, and whoever reads the file has it.',
      zh: '构建参数会留在镜像历史中，可读取文件者亦可获得。',
    },
    remedy: { en: 'Renew it, and use build secrets.', zh: '更换密钥，并使用构建 secrets。' },
    fix: 'target "app" {\n  secret = [{ type = "env", id = "token", env = "TOKEN" }]\n}',
    references: [`${BAKE}#targetargs`, 'https://docs.docker.com/build/building/secrets/', cisDocker('4.10')],
    attack: ['T1552.001'],
    *check({ value, path }) {
      for (const { name, value: text, path: where } of settingsOf(value['args'], [...path, 'args'])) {
        if (isOpenSecret(name, text)) yield { path: where, evidence: `${name}=${text}`, secrets: [text] }
      }
    },
  },
  {
    id: 'BK-005',
    title: { en: 'The result of a build is written over the system', zh: '构建结果写入系统目录' },
    severity: 'high',
    why: {
      en: 'Whoever decides what is built replaces programs, configuration or credentials of the machine that builds.',
      zh: '控制构建内容者可替换构建机上的程序、配置或凭据。',
    },
    remedy: { en: 'Write into a folder of the project.', zh: '写入项目内的目录。' },
    fix: 'target "app" {\n  output = ["type=local,dest=./out"]\n}',
    references: [`${BAKE}#targetoutput`, 'https://docs.docker.com/build/exporters/local-tar/'],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const member of ['output', 'cache-to']) {
        for (const [item, where] of itemsOf(value[member], [...path, member])) {
          const fields = fieldsOf(item)
          if (isSystem(fields.get('dest') ?? fields.get('') ?? '')) yield { path: where }
        }
      }
    },
  },
  {
    id: 'BK-006',
    title: { en: 'A folder of the system is handed to a build', zh: '系统目录被用作构建上下文' },
    severity: 'high',
    why: {
      en: 'Steps of the build, and the image, may have what lies there: credentials, keys, configuration of the machine that builds.',
      zh: '构建步骤与镜像可获得其中的凭据、密钥与配置。',
    },
    remedy: { en: 'Name the folder of the project.', zh: '仅指定项目目录。' },
    fix: 'target "app" {\n  context = "."\n}',
    references: [`${BAKE}#targetcontext`, `${BAKE}#targetcontexts`],
    attack: ['T1552.001'],
    *check(target) {
      for (const { value, path } of contextsOf(target)) if (isSystem(value)) yield { path }
    },
  },
  {
    id: 'BK-007',
    title: { en: 'A build takes what may be another tomorrow', zh: '构建使用未固定版本的外部内容' },
    severity: 'medium',
    why: {
      en: 'A context of the network without a fixed version is what its host says it is, and nobody decided it.',
      zh: '未固定版本的远程上下文由其主机决定，内容随时变化。',
    },
    remedy: { en: 'Name a commit, a version or a digest; fetch by https.', zh: '指定提交、版本或摘要，并使用 https。' },
    fix: 'target "app" {\n  contexts = { base = "docker-image://alpine:3.20" }\n}',
    references: [`${BAKE}#targetcontext`, `${BAKE}#targetcontexts`],
    attack: ['T1195.002'],
    *check(target) {
      for (const { value, path } of contextsOf(target)) if (isMoving(value)) yield { path }
    },
  },
  {
    id: 'BK-008',
    title: { en: 'A private key or login of a person is handed to a build', zh: '个人私钥或凭据被传入构建' },
    severity: 'medium',
    why: {
      en: 'Every step that mounts it, and every program that such a step fetches, may keep it.',
      zh: '挂载它的步骤及其下载的程序均可留存。',
    },
    remedy: {
      en: 'Forward the agent (`ssh = ["default"]`), or hand in a token that only this build has.',
      zh: '转发 SSH agent（`ssh = ["default"]`），或传入仅供该构建的令牌。',
    },
    fix: 'target "app" {\n  ssh = ["default"]\n}',
    references: [`${BAKE}#targetsecret`, `${BAKE}#targetssh`],
    attack: ['T1552.004'],
    *check({ value, path }) {
      for (const [item, where] of itemsOf(value['secret'], [...path, 'secret'])) {
        const fields = fieldsOf(item)
        if (isKey(fields.get('src') ?? fields.get('source') ?? '')) yield { path: where }
      }
      for (const [item, where] of itemsOf(value['ssh'], [...path, 'ssh'])) {
        // The paths follow one another, by commas, behind the name of the agent.
        const paths =
          asText(item)
            ?.replace(/^[^=]*=?/, '')
            .split(',') ?? asList(at(item, 'paths'))
        if (paths.some((one) => isKey(asText(one) ?? ''))) yield { path: where }
      }
    },
  },
]

const FILE_RULES: readonly BakeFileRule[] = [
  {
    id: 'BK-004',
    title: { en: 'A token or private key in a bake file', zh: 'bake 文件中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever reads the file has it.', zh: '可读取文件者均可获得。' },
    remedy: { en: 'Renew it, and use build secrets.', zh: '更换密钥，并使用构建 secrets。' },
    fix: 'target "app" {\n  secret = [{ type = "env", id = "token", env = "TOKEN" }]\n}',
    references: ['https://docs.docker.com/build/building/secrets/'],
    attack: ['T1552.001', 'T1552.004'],
    checkFile(document) {
      return tokensOf(document)
    },
  },
  {
    id: 'BK-009',
    title: { en: 'A secret is the default of a variable', zh: '变量默认值为明文密钥' },
    severity: 'high',
    confidence: 'medium',
    why: { en: 'Whoever reads the file has it.', zh: '可读取文件者均可获得。' },
    remedy: {
      en: 'Renew it; leave the default empty, and use build secrets.',
      zh: '更换密钥；默认值留空，并使用构建 secrets。',
    },
    fix: 'variable "TOKEN" {\n  default = ""\n}',
    references: [`${BAKE}#variable`, 'https://docs.docker.com/build/building/secrets/'],
    attack: ['T1552.001'],
    *checkFile(document) {
      for (const [name, variable] of Object.entries(asMembers(at(document, 'variable')))) {
        const text = asText(asMembers(variable)['default']) ?? ''
        if (isOpenSecret(name, text))
          yield { path: ['variable', name, 'default'], evidence: `${name} = ${text}`, secrets: [text] }
      }
    },
  },
]

/** The rules on bake files, by family. */
export const BAKE_FAMILIES: Readonly<Record<string, readonly RuleData[]>> = {
  Targets: TARGET_RULES,
  'Secrets in bake files': FILE_RULES,
}

/** Every fault of a target. */
export function* checkTarget(target: BakeTarget): Generator<BrokenRule> {
  for (const rule of TARGET_RULES) for (const fault of rule.check(target)) yield { rule, fault }
}

/** Every fault of a bake file as a whole. */
export function* checkBakeDocument(document: unknown): Generator<BrokenRule> {
  for (const rule of FILE_RULES) for (const fault of rule.checkFile(document)) yield { rule, fault }
}

/** A list, or what may be written instead of a list of one. */
function itemsOf(value: unknown, path: Path): readonly (readonly [unknown, Path])[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [item, [...path, index]] as const)
  return value === undefined || value === null ? [] : [[value, path]]
}

function contextsOf({ value, path }: BakeTarget): readonly { readonly value: string; readonly path: Path }[] {
  const context = asText(value['context'])
  return [
    ...(context === undefined ? [] : [{ value: context, path: [...path, 'context'] }]),
    ...settingsOf(value['contexts'], [...path, 'contexts']),
  ]
}

function isSystem(path: string): boolean {
  const local = path.replace(/^(?:cwd|file):\/\//, '')
  if (isCredentials(local)) return true
  if (!local.startsWith('/')) return false
  const folder = cleanPath(local)
  return (
    folder === '/' ||
    ((isSensitiveFolder(folder) || /^\/proc(?:\/|$)/.test(folder)) && !/^\/dev\/(?:null|std\w+)$/.test(folder))
  )
}

function isKey(path: string): boolean {
  return isCredentials(path) || isRuntimeSocket(path) || (path.startsWith('/') && isSensitiveFolder(cleanPath(path)))
}

/** A repository without a commit or tag, an image without a version, an archive that comes without encryption. */
function isMoving(context: string): boolean {
  const image = context.startsWith('docker-image://') ? context.slice('docker-image://'.length) : undefined
  if (image !== undefined) return !image.includes('${') && hasMovingTag(image)
  if (/^(?:http|git):\/\//.test(context)) return true
  const isRepository =
    /^(?:https:\/\/[^\s#?]{1,1000}\.git|git@[^\s#]{1,1000}|ssh:\/\/[^\s#]{1,1000}\.git|github\.com\/[^\s#?]{1,1000}|https:\/\/github\.com\/[^/\s#?]{1,200}\/[^/\s#?]{1,200}\/?)(?:[#?]|$)/.test(
      context,
    )
  if (!isRepository) return false
  const reference = /#([^:]*)/.exec(context)?.[1] ?? /[?&](?:ref|tag|checksum|commit)=([^&#]*)/.exec(context)?.[1] ?? ''
  return /^(?:refs\/heads\/)?(?:main|master|develop|trunk|HEAD)?$/.test(reference)
}
