import { flagOf } from '../../dockerfile/model.ts'
import type { Instruction } from '../../dockerfile/model.ts'
import { BEST_PRACTICES, REFERENCE, cisDocker, withKeyword } from './define.ts'
import type { DockerfileRule } from './define.ts'

const ARCHIVE = /\.(?:tar|tar\.\w+|tgz|tbz2?|txz|tzst)(?:["']|$)/i
const REMOTE = /^["']?(?:https?:\/\/|git@|ssh:\/\/|git:\/\/)/i
/** Files that hold a credential by their name. */
const CREDENTIAL_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template|dist)[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pgpass|\.npmrc|\.pypirc|\.htpasswd|\.dockercfg|\.docker\/config\.json|\.aws\/credentials|\.kube\/config|kubeconfig|credentials\.json|service[-_]account\.json|[\w.-]+\.(?:p12|pfx|jks|keystore|ppk)|[\w.-]*(?:private|server|tls|ssl)[\w.-]*\.key)$/i

/** Rules on what is copied into the image, and how. */
export const COPYING_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-049',
    title: { en: 'The repository with its history is copied into the image', zh: '将 .git 仓库历史复制进镜像' },
    severity: 'medium',
    why: {
      en: 'It has every file and every secret that was ever committed, and often the login to the server.',
      zh: '其中包含历史上提交过的所有文件与密钥，常含服务器凭据。',
    },
    remedy: {
      en: 'Leave .git out, also by .dockerignore; mount it for the step that needs it.',
      zh: '排除 .git（含 .dockerignore），仅在需要的步骤挂载。',
    },
    fix: 'RUN --mount=type=bind,source=.git,target=.git git describe --tags > version',
    references: [`${BEST_PRACTICES}#exclude-with-dockerignore`, cisDocker('4.10')],
    attack: ['T1552.001', 'T1213.003'],
    *check(file) {
      for (const one of withKeyword(file, 'COPY', 'ADD')) {
        if (
          flagOf(one, 'from') === undefined &&
          sourcesOf(one).some((source) => /^["']?(?:\.?\/)?(?:[^\s"']*\/)?\.git(?:\/[^\s"']*)?["']?$/.test(source))
        )
          yield { at: one }
      }
    },
  },
  {
    id: 'DF-009',
    title: { en: 'The user of the container may replace programs or configuration', zh: '容器用户可改写程序或配置' },
    severity: 'low',
    confidence: 'medium',
    why: {
      en: 'Files below system folders that belong to another user than root can be changed by whoever breaks into the program.',
      zh: '系统目录下非 root 所有的文件可被攻破程序者篡改。',
    },
    remedy: {
      en: 'Leave programs and configuration to root; give away only folders of data.',
      zh: '程序与配置归 root 所有，仅数据目录改变属主。',
    },
    fix: 'COPY app /usr/local/bin/app\nCOPY --chown=app:app data /srv/data',
    references: [`${REFERENCE}#copy---chown---chmod`],
    attack: ['T1574'],
    *check(file) {
      for (const one of withKeyword(file, 'COPY', 'ADD')) {
        const owner = flagOf(one, 'chown')
        const isOther = owner !== undefined && owner !== '' && !/^(?:root|0)(?::|$)/.test(owner)
        if (
          isOther &&
          /^\/(?:bin|sbin|lib\d*|etc|boot|usr\/(?:local\/)?(?:s?bin|lib\d*|etc))(?:\/|$)/.test(targetOf(one))
        )
          yield { at: one }
      }
    },
  },
  {
    id: 'DF-010',
    title: { en: 'ADD is used where COPY is enough', zh: '应使用 COPY 而非 ADD' },
    severity: 'low',
    why: {
      en: 'ADD unpacks archives and fetches addresses; a file that changes its kind changes the image.',
      zh: 'ADD 会解压归档并下载地址，行为不直观。',
    },
    remedy: { en: 'Use COPY for files of the build context.', zh: '复制构建上下文文件时使用 COPY。' },
    fix: 'COPY app.jar /srv/app.jar',
    references: [`${BEST_PRACTICES}#add-or-copy`, cisDocker('4.9')],
    *check(file) {
      for (const one of withKeyword(file, 'ADD')) {
        const needsAdd = sourcesOf(one).some(
          (source) => ARCHIVE.test(source) || REMOTE.test(source) || source.includes('$'),
        )
        if (!needsAdd && one.heredocs.length === 0) yield { at: one }
      }
    },
  },
  {
    id: 'DF-011',
    title: { en: 'ADD fetches from the network and nothing checks what comes', zh: 'ADD 从网络下载且未校验' },
    severity: 'low',
    why: {
      en: 'Whoever controls the server, or the way to it, decides what is in the image.',
      zh: '控制服务器或链路者可决定镜像内容。',
    },
    remedy: { en: 'Give the checksum, or the commit of a repository.', zh: '提供校验和，或固定仓库提交。' },
    fix: 'ADD --checksum=sha256:24454f83… https://example.com/app.tar.gz /srv/',
    references: [`${REFERENCE}#add---checksum`, cisDocker('4.9')],
    attack: ['T1195.002'],
    *check(file) {
      for (const one of withKeyword(file, 'ADD')) {
        const isPinned = flagOf(one, 'checksum') !== undefined || /#[0-9a-f]{40}(?:\s|$)/.test(one.rest)
        if (!isPinned && sourcesOf(one).some((source) => REMOTE.test(source))) yield { at: one }
      }
    },
  },
  {
    id: 'DF-015',
    title: { en: 'A source lies outside the build context', zh: '复制源位于构建上下文之外' },
    severity: 'low',
    why: {
      en: 'What `../` leads to is not sent to the builder: the build fails, or takes another file.',
      zh: '../ 指向的文件不会发送给构建器。',
    },
    remedy: {
      en: 'Build from the folder that holds both, or name a further context.',
      zh: '在上层目录构建，或使用附加上下文。',
    },
    fix: 'COPY --from=shared lib /srv/lib',
    references: [`${REFERENCE}#copy`, 'https://docs.docker.com/reference/build-checks/'],
    *check(file) {
      for (const one of withKeyword(file, 'ADD', 'COPY')) {
        if (
          flagOf(one, 'from') === undefined &&
          sourcesOf(one).some((source) => /(?:^|\/)\.\.(?:\/|$)/.test(source) && !REMOTE.test(source))
        )
          yield { at: one }
      }
    },
  },
  {
    id: 'DF-037',
    title: { en: 'A file of credentials is copied into the image', zh: '凭据文件被复制进镜像' },
    severity: 'high',
    confidence: 'medium',
    why: {
      en: 'It stays in its layer for everyone who can pull the image, also when a later step deletes it.',
      zh: '即使后续步骤删除，该文件仍留在镜像层中。',
    },
    remedy: {
      en: 'Mount it for the one step that needs it, or hand it in when the container starts.',
      zh: '仅在需要的步骤挂载，或在运行时传入。',
    },
    fix: 'RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci',
    references: ['https://docs.docker.com/build/building/secrets/', cisDocker('4.10')],
    attack: ['T1552.001'],
    *check(file) {
      for (const one of withKeyword(file, 'ADD', 'COPY')) {
        if (flagOf(one, 'from') === undefined && sourcesOf(one).some((source) => CREDENTIAL_FILE.test(source)))
          yield { at: one }
      }
    },
  },
  {
    id: 'DF-047',
    title: { en: 'Everybody may write what is copied', zh: '复制的文件对所有人可写' },
    severity: 'medium',
    why: { en: 'Any process of the container can replace the files.', zh: '容器内任意进程均可替换这些文件。' },
    remedy: { en: 'Give the rights that are needed.', zh: '只授予必要权限。' },
    fix: 'COPY --chmod=755 start.sh /usr/local/bin/',
    references: [`${REFERENCE}#copy---chown---chmod`],
    attack: ['T1222.002'],
    *check(file) {
      for (const one of withKeyword(file, 'ADD', 'COPY'))
        if (/^0?[0-7]?[0-7]{2}[2367]$/.test(flagOf(one, 'chmod') ?? '')) yield { at: one }
    },
  },
]

function sourcesOf(one: Instruction): readonly string[] {
  return pathsOf(one).slice(0, -1)
}

function targetOf(one: Instruction): string {
  return pathsOf(one).at(-1) ?? ''
}

function pathsOf({ exec, words }: Instruction): readonly string[] {
  return exec ?? words.map(({ value }) => value)
}
