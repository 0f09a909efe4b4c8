import { flagOf } from '../../dockerfile/model.ts'
import type { Dockerfile } from '../../dockerfile/model.ts'
import { hasOption } from '../../dockerfile/shell.ts'
import type { ShellCommand } from '../../dockerfile/shell.ts'
import { BEST_PRACTICES, REFERENCE, cisDocker, withKeyword } from './define.ts'
import { runsDownload } from './downloads.ts'
import type { DockerfileFault, DockerfileRule } from './define.ts'

/** Rules on the commands of RUN. */
export const COMMAND_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-013',
    title: { en: 'Both curl and wget are used', zh: '同时使用 curl 和 wget' },
    severity: 'low',
    why: { en: 'Two programs that do the same are two to keep up to date.', zh: '功能重复的工具增加维护负担。' },
    remedy: { en: 'Use one of them.', zh: '只使用其中之一。' },
    fix: 'RUN curl -fsSLO https://example.com/a && curl -fsSLO https://example.com/b',
    references: [`${BEST_PRACTICES}#dont-install-unnecessary-packages`],
    *check({ stages }) {
      for (const { instructions } of stages) {
        const users = (program: string) =>
          instructions.filter(
            ({ keyword, commands }) => keyword === 'RUN' && commands.some(({ name }) => name === program),
          )
        const [curl] = users('curl')
        if (curl && users('wget').length > 0) yield { at: curl }
      }
    },
  },
  {
    id: 'DF-014',
    title: { en: 'RUN uses sudo', zh: 'RUN 中使用 sudo' },
    severity: 'medium',
    why: {
      en: 'Builds run as root already; sudo in the image is a way up for whoever breaks in.',
      zh: '构建本身即为 root；镜像中的 sudo 可被用于提权。',
    },
    remedy: {
      en: 'Leave sudo out; set USER root before the step where it is needed.',
      zh: '去掉 sudo，必要时在该步骤前设置 USER root。',
    },
    fix: 'USER root\nRUN apt-get update\nUSER 10001',
    references: [`${BEST_PRACTICES}#user`],
    attack: ['T1548.003'],
    check: (file) =>
      commandsWhere(file, ({ wrappers }) => wrappers.some((word) => /(?:^|\/)(?:sudo|doas)$/.test(word))),
  },
  {
    id: 'DF-023',
    title: { en: 'RUN changes the folder with cd', zh: 'RUN 中使用 cd 切换目录' },
    severity: 'low',
    why: { en: 'It holds for this RUN only, and is easily overlooked.', zh: 'cd 仅在当前 RUN 内有效，容易被忽略。' },
    remedy: { en: 'Use WORKDIR.', zh: '使用 WORKDIR。' },
    fix: 'WORKDIR /srv/app\nRUN make',
    references: [`${BEST_PRACTICES}#workdir`],
    *check(file) {
      for (const at of withKeyword(file, 'RUN')) {
        // Only a plain `cd folder` at the start counts: a `cd` in a subshell, or one that goes back, is meant for that script.
        const [first] = at.commands
        if (first?.name === 'cd' && first.words.length === 2) yield { at, evidence: first.text }
      }
    },
  },
  {
    id: 'DF-030',
    title: {
      en: 'useradd with a large user id and without --no-log-init',
      zh: 'useradd 使用大 UID 且未使用 --no-log-init',
    },
    severity: 'medium',
    why: {
      en: 'With a large user id it writes a sparse log that fills the disk, because of a bug in Go’s archive/tar.',
      zh: '大 UID 会生成稀疏日志文件并可能占满磁盘。',
    },
    remedy: { en: 'Add --no-log-init.', zh: '加上 --no-log-init。' },
    fix: 'RUN useradd --no-log-init --system --uid 10001 app',
    references: [`${BEST_PRACTICES}#user`],
    check: (file) =>
      commandsWhere(file, (one) => one.name === 'useradd' && !hasOption(one, '--no-log-init', '-l') && hasLargeId(one)),
  },
  {
    id: 'DF-033',
    title: { en: 'What comes from the network is run at once', zh: '下载内容直接执行' },
    severity: 'high',
    confidence: 'medium',
    why: {
      en: 'Whoever controls the server, or the way to it, runs commands in the build, and nobody sees which.',
      zh: '控制服务器或链路者可在构建中执行任意命令。',
    },
    remedy: { en: 'Fetch a fixed version, compare its checksum, then run it.', zh: '下载固定版本并校验后再执行。' },
    fix: 'ADD --checksum=sha256:24454f83… https://example.com/install.sh /tmp/\nRUN sh /tmp/install.sh',
    references: ['https://owasp.org/www-project-top-10-ci-cd-security-risks/', cisDocker('4.11')],
    attack: ['T1195.002', 'T1059.004'],
    *check(file) {
      for (const at of withKeyword(file, 'RUN')) {
        if (runsDownload(at)) yield { at }
      }
    },
  },
  {
    id: 'DF-035',
    title: { en: 'Files are made writable for everybody', zh: '文件对所有人可写' },
    severity: 'medium',
    why: { en: 'Any process of the container can replace the files.', zh: '容器内任意进程均可替换这些文件。' },
    remedy: { en: 'Give the files to the user that needs them.', zh: '将文件授予需要的用户。' },
    fix: 'RUN chown -R app:app /srv/data && chmod -R u=rwX,g=rX,o= /srv/data',
    references: [cisDocker('4.8')],
    attack: ['T1222.002'],
    // The sticky bit (1777) is how a shared folder such as /tmp is meant.
    check: (file) =>
      commandsWhere(
        file,
        ({ name, words }) =>
          name === 'chmod' &&
          words.some((word) => /^(?:0?[0-7]{2}[2367]|[ugo]*[ao][ugo]*[+=][rxX]*w[rwxX]*|\+?a\+rwx)$/.test(word)),
      ),
  },
  {
    id: 'DF-036',
    title: { en: 'A failure inside a pipe is not seen', zh: '管道中的失败被忽略' },
    severity: 'low',
    confidence: 'medium',
    why: {
      en: 'A download that fails goes unnoticed: only the last command of a pipe decides.',
      zh: '仅管道最后一个命令的结果决定成败。',
    },
    remedy: { en: 'Set pipefail.', zh: '设置 pipefail。' },
    fix: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/a.tgz | tar -xz',
    references: [`${BEST_PRACTICES}#using-pipes`],
    *check({ stages }) {
      for (const { instructions } of stages) {
        let isSafe = false
        for (const one of instructions) {
          if (one.keyword === 'SHELL') isSafe = /pipefail|powershell|pwsh|cmd/i.test(one.rest)
          if (one.keyword !== 'RUN' || isSafe || /pipefail/.test(one.text)) continue
          const found = one.commands.find(
            ({ name }, index) => (name === 'curl' || name === 'wget') && one.commands[index + 1]?.joint === '|',
          )
          if (found) yield { at: one }
        }
      }
    },
  },
  {
    id: 'DF-039',
    title: { en: 'Certificates are not checked', zh: '未校验证书' },
    severity: 'high',
    why: { en: 'Whoever sits between the build and the server decides what is fetched.', zh: '中间人可替换下载内容。' },
    remedy: {
      en: 'Leave checking on; add the certificate of your own authority to the trust store.',
      zh: '保持证书校验，必要时将自有 CA 加入信任库。',
    },
    fix: 'COPY ca.crt /usr/local/share/ca-certificates/\nRUN update-ca-certificates && curl -fsSLO https://repo.example.com/a.tgz',
    references: ['https://curl.se/docs/sslcerts.html'],
    attack: ['T1557', 'T1195.002'],
    *check(file) {
      yield* commandsWhere(file, isUnverified)
      const off =
        /\b(?:GIT_SSL_NO_VERIFY=["']?(?:1|true)|NODE_TLS_REJECT_UNAUTHORIZED=["']?0|PYTHONHTTPSVERIFY=["']?0|NPM_CONFIG_STRICT_SSL=["']?false|PIP_TRUSTED_HOST[= ]["']?\S|GOINSECURE[= ]["']?[\w*]|GIT_SSL_NO_VERIFY true)/i
      for (const at of withKeyword(file, 'ENV', 'ARG')) if (off.test(at.rest)) yield { at }
    },
  },
  {
    id: 'DF-041',
    title: { en: 'A step runs without confinement', zh: '构建步骤取消了隔离' },
    severity: 'high',
    why: {
      en: 'RUN --security=insecure is root with all capabilities on the builder.',
      zh: 'RUN --security=insecure 等同于构建机上的特权 root。',
    },
    remedy: { en: 'Leave it out.', zh: '去掉该参数。' },
    fix: 'RUN make',
    references: [`${REFERENCE}#run---security`],
    attack: ['T1611'],
    *check(file) {
      for (const at of withKeyword(file, 'RUN')) if (flagOf(at, 'security') === 'insecure') yield { at }
    },
  },
  {
    id: 'DF-042',
    title: { en: 'A step uses the network of the builder', zh: '构建步骤使用主机网络' },
    severity: 'medium',
    why: {
      en: 'What it runs reaches services that listen on the builder’s loopback.',
      zh: '可访问构建机回环地址上的服务。',
    },
    remedy: { en: 'Leave it out.', zh: '去掉该参数。' },
    fix: 'RUN --network=none make',
    references: [`${REFERENCE}#run---network`],
    *check(file) {
      for (const at of withKeyword(file, 'RUN')) if (flagOf(at, 'network') === 'host') yield { at }
    },
  },
  {
    id: 'DF-043',
    title: { en: 'A program is given the set-user-ID bit', zh: '为程序设置 SUID/SGID 位' },
    severity: 'medium',
    why: { en: 'Whoever breaks in as another user becomes its owner by it.', zh: '可被用于提权。' },
    remedy: { en: 'Remove the bit.', zh: '移除该位。' },
    fix: 'RUN chmod 0755 /usr/local/bin/helper',
    references: [cisDocker('4.8')],
    attack: ['T1548.001'],
    check: (file) =>
      commandsWhere(
        file,
        ({ name, words }) =>
          name === 'chmod' &&
          words.some(
            (word) => /^(?:0?[2-7][0-7]{3}|[ugo]*[ug][ugo]*[+=][rwxX]*s[rwxst]*)$/.test(word) && !/^0?1/.test(word),
          ),
      ),
  },
  {
    id: 'DF-044',
    title: { en: 'A password is set by a command', zh: '以命令设置口令' },
    severity: 'high',
    why: {
      en: 'It stands in the history of the image, and is the same in every container.',
      zh: '口令留在镜像历史中，且所有容器相同。',
    },
    remedy: { en: 'Use no password in an image.', zh: '镜像中不要设置口令。' },
    fix: 'RUN useradd --no-log-init --system --uid 10001 app',
    references: [cisDocker('4.10')],
    attack: ['T1552.001'],
    *check(file) {
      for (const at of withKeyword(file, 'RUN')) {
        const found = at.commands.find(
          ({ name, joint, words }) =>
            (name === 'chpasswd' && joint === '|') ||
            (name === 'passwd' && words.includes('-d')) ||
            (name === 'usermod' && words.includes('-p')),
        )
        if (!found) continue
        const secrets = [...at.rest.matchAll(/["']?\w[\w-]*:([^\s"'|:$]{4,})["']?\s*\|/g)].map(
          ([, secret = '']) => secret,
        )
        yield { at, secrets }
      }
    },
  },
]

function* commandsWhere(file: Dockerfile, isBad: (one: ShellCommand) => boolean): Generator<DockerfileFault> {
  for (const at of withKeyword(file, 'RUN')) {
    const found = at.commands.find(isBad)
    if (found) yield { at, evidence: found.text }
  }
}

/** Whether the user id may be so large that the file lastlog takes tens of megabytes; an id in a variable may be. */
function hasLargeId({ words }: ShellCommand): boolean {
  const at = words.findIndex((word) => /^(?:-[A-Za-z]*u|--uid)$/.test(word))
  const id =
    at === -1
      ? words.map((word) => /^(?:-u|--uid=)(.+)$/.exec(word)?.[1]).find((found) => found !== undefined)
      : words[at + 1]
  return id !== undefined && (/^\d{6,}$/.test(id) || id.includes('$'))
}

function isUnverified(one: ShellCommand): boolean {
  const { name, words, text } = one
  if (name === 'curl') return hasOption(one, '-k', '--insecure')
  if (name === 'wget') return hasOption(one, '--no-check-certificate')
  if (name === 'git') return /http\.sslverify[= ]["']?false/i.test(text)
  if (name === 'npm' || name === 'yarn' || name === 'pnpm') return /strict-ssl[= ]["']?false/i.test(text)
  if (/^pip\d?(?:\.\d+)?$/.test(name))
    return words.some(
      (word) => word.startsWith('--trusted-host') || /^(?:global|install|download)\.trusted-host$/.test(word),
    )
  if (name === 'go') return words.includes('-insecure') || words.some((word) => /^GOINSECURE=./.test(word))
  return false
}
