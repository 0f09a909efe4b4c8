import type { Dockerfile, Instruction } from '../../dockerfile/model.ts'
import { shippedStages } from '../../dockerfile/shipped.ts'
import { hasOption } from '../../dockerfile/shell.ts'
import type { ShellCommand } from '../../dockerfile/shell.ts'
import { BEST_PRACTICES, cisDocker, withKeyword } from './define.ts'
import type { DockerfileRule } from './define.ts'

const APT = ['apt-get', 'apt', 'aptitude']
const RPM = ['yum', 'dnf', 'microdnf', 'tdnf', 'zypper']
const INSTALL =
  /^(?:install|in|add|reinstall|rei|install-\w+|groupinstall|localinstall|source-install|si|upgrade|dist-upgrade|full-upgrade|build-dep|update-minimal)$/

/** Sources of packages that are written to be trusted unseen; a sed that puts the check back is none. */
const UNCHECKED_SOURCE =
  /\bdeb(?:-src)?\s{1,9}\[[^\]]{0,200}\btrusted=(?:yes|true)|^Trusted:\s{0,9}yes|(?:\b|\\n)(?:gpgcheck|gpg_check)\s{0,9}=\s{0,9}(?:0|no|false)\b(?!.*gpgcheck\s{0,9}=\s{0,9}(?:1|yes|true))/i

/** How packages are installed. */
export const PACKAGE_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-024',
    title: { en: 'The package index is updated alone', zh: '单独更新软件包索引' },
    severity: 'medium',
    why: {
      en: 'The step is cached, and later steps install old packages from an old index.',
      zh: '该步骤被缓存，后续步骤会从旧索引安装旧版本。',
    },
    remedy: { en: 'Update and install in one RUN.', zh: '在同一 RUN 中更新并安装。' },
    fix: 'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*',
    references: [`${BEST_PRACTICES}#apt-get`, cisDocker('4.7')],
    *check(file) {
      for (const { run, commands } of runs(file)) {
        const at = commands.findIndex((one) => [...APT, 'apk'].includes(one.name) && subcommand(one) === 'update')
        const installs = commands
          .slice(at + 1)
          .some((one) => [...APT, 'apk'].includes(one.name.replace(/^xx-/, '')) && INSTALL.test(subcommand(one)))
        // A mounted cache keeps the index out of the layer.
        if (at !== -1 && !installs && !hasCache(run, /apt|apk/)) yield { at: run, evidence: commands[at]?.text ?? '' }
      }
    },
  },
  {
    id: 'DF-025',
    title: { en: 'Packages are installed without saying yes', zh: '安装软件包未自动确认' },
    severity: 'medium',
    why: {
      en: 'The package manager asks, and a build answers nobody: it fails.',
      zh: '包管理器等待确认，构建会失败。',
    },
    remedy: { en: 'Add -y.', zh: '加上 -y。' },
    fix: 'RUN apt-get install -y --no-install-recommends curl',
    references: [`${BEST_PRACTICES}#apt-get`],
    *check(file) {
      for (const { run, commands } of runs(file)) {
        if (/DEBIAN_FRONTEND=noninteractive.*(?:APT::Get::Assume-Yes|-o\s+APT)/is.test(run.rest)) continue
        const piped = /(?:^|[\s;&|])yes\s*\|/.test(run.rest)
        const found = commands.find(
          (one) => [...APT, ...RPM].includes(one.name) && INSTALL.test(subcommand(one)) && !saysYes(one),
        )
        if (found && !piped) yield { at: run, evidence: found.text }
      }
    },
  },
  {
    id: 'DF-026',
    title: { en: 'apk leaves its index in the layer', zh: 'apk 在镜像层中留下缓存' },
    severity: 'medium',
    why: { en: 'The index makes the image larger and is out of date at once.', zh: '索引增大镜像且很快过期。' },
    remedy: { en: 'Add --no-cache.', zh: '加上 --no-cache。' },
    fix: 'RUN apk add --no-cache curl',
    references: [BEST_PRACTICES, 'https://github.com/alpinelinux/docker-alpine/blob/master/docs/usage.adoc'],
    *check(file) {
      for (const { run, commands } of shippedRuns(file)) {
        const found = commands.find(
          (one) => one.name === 'apk' && subcommand(one) === 'add' && !hasOption(one, '--no-cache'),
        )
        if (found && !removes(commands, /^\/var\/cache\/apk/) && !hasCache(run, /apk/))
          yield { at: run, evidence: found.text }
      }
    },
  },
  ...(
    [
      ['DF-027', 'dnf', ['dnf', 'microdnf', 'tdnf'], /^\/var\/cache\/(?:libdnf5|dnf|yum)/],
      ['DF-028', 'yum', ['yum'], /^\/var\/cache\/yum/],
      ['DF-029', 'zypper', ['zypper'], /^\/var\/cache\/zypp/],
    ] as const
  ).map(([id, tool, names, folder]): DockerfileRule => ({
    id,
    title: { en: `${tool} leaves its cache in the layer`, zh: `${tool} 在镜像层中留下缓存` },
    severity: 'medium',
    why: {
      en: 'The cache makes the image larger; a later step cannot take it out again.',
      zh: '缓存增大镜像，后续步骤无法再移除。',
    },
    remedy: { en: 'Clean up in the same RUN.', zh: '在同一 RUN 中清理缓存。' },
    fix:
      tool === 'zypper'
        ? 'RUN zypper --non-interactive install curl && zypper clean --all'
        : `RUN ${tool} install -y curl && ${tool} clean all`,
    references: [BEST_PRACTICES],
    *check(file) {
      for (const { run, commands } of shippedRuns(file)) {
        const at = commands.findLastIndex(
          (one) =>
            (names as readonly string[]).includes(one.name) &&
            (INSTALL.test(subcommand(one)) || /^(?:rm|remove|patch|update)$/.test(subcommand(one))),
        )
        const installs = commands.some(
          (one) => (names as readonly string[]).includes(one.name) && INSTALL.test(subcommand(one)),
        )
        const cleans = commands
          .slice(at + 1)
          .some((one) => (names as readonly string[]).includes(one.name) && /^(?:clean|cc)$/.test(subcommand(one)))
        if (installs && !cleans && !removes(commands, folder) && !hasCache(run, /dnf|yum|zypp/))
          yield { at: run, evidence: commands[at]?.text ?? '' }
      }
    },
  })),
  {
    id: 'DF-031',
    title: { en: 'apt leaves its package lists in the layer', zh: 'apt 在镜像层中留下软件包列表' },
    severity: 'low',
    why: { en: 'The lists make the image larger, and are out of date at once.', zh: '列表增大镜像且很快过期。' },
    remedy: { en: 'Remove the lists in the same RUN.', zh: '在同一 RUN 中删除列表。' },
    fix: 'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
    references: [`${BEST_PRACTICES}#apt-get`],
    *check(file) {
      for (const { run, commands } of shippedRuns(file)) {
        const found = commands.find((one) => APT.includes(one.name) && INSTALL.test(subcommand(one)))
        if (found && !removes(commands, /^\/var\/lib\/apt(?:\/|$)/) && !hasCache(run, /apt/))
          yield { at: run, evidence: found.text }
      }
    },
  },
  {
    id: 'DF-032',
    title: { en: 'apt installs packages that nobody asked for', zh: 'apt 安装了推荐包' },
    severity: 'low',
    why: {
      en: 'Every program that is not needed is one more with holes to be found in it.',
      zh: '多余的软件包增大攻击面。',
    },
    remedy: { en: 'Add --no-install-recommends.', zh: '加上 --no-install-recommends。' },
    fix: 'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
    references: [`${BEST_PRACTICES}#dont-install-unnecessary-packages`, cisDocker('4.3')],
    *check(file) {
      for (const { run, commands } of shippedRuns(file)) {
        const found = commands.find(
          (one) =>
            APT.includes(one.name) &&
            subcommand(one) === 'install' &&
            !hasOption(one, '--no-install-recommends') &&
            !/APT::Install-Recommends=?\s*["']?(?:0|false)/i.test(one.text),
        )
        if (found) yield { at: run, evidence: found.text }
      }
    },
  },
  {
    id: 'DF-040',
    title: { en: 'Packages are installed without checking their signatures', zh: '安装软件包时未校验签名' },
    severity: 'high',
    why: {
      en: 'Whoever sits between the build and the mirror may put in packages of their own.',
      zh: '中间人可植入恶意软件包。',
    },
    remedy: { en: 'Add the key of the repository; leave checking on.', zh: '添加仓库公钥并保持签名校验。' },
    fix: 'RUN apt-get update && apt-get install -y --no-install-recommends curl',
    references: [cisDocker('4.11'), 'https://wiki.debian.org/SecureApt'],
    attack: ['T1195.002'],
    *check(file) {
      for (const { run, commands } of runs(file))
        for (const one of commands) if (isUnchecked(one)) yield { at: run, evidence: one.text }
      for (const at of withKeyword(file, 'RUN', 'COPY', 'ADD')) {
        const line = [at.rest, ...at.heredocs.map(({ body }) => body)]
          .flatMap((text) => text.split('\n', 10_000))
          .find((one) => UNCHECKED_SOURCE.test(one.slice(0, 8_192)))
        if (line !== undefined) yield { at, evidence: line.trim() }
      }
    },
  },
]

function isUnchecked(one: ShellCommand): boolean {
  if (APT.includes(one.name))
    return hasOption(one, '--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories')
  if (one.name === 'apk') return hasOption(one, '--allow-untrusted')
  if (RPM.includes(one.name)) return hasOption(one, '--nogpgcheck', '--no-gpg-checks', '--no-gpg-check')
  return one.name === 'rpm' && hasOption(one, '--nosignature', '--nodigest')
}

/** The RUNs of the stages that are shipped: what other stages leave behind stays out of the image. */
function* shippedRuns(file: Dockerfile): Generator<{ run: Instruction; commands: readonly ShellCommand[] }> {
  const shipped = shippedStages(file)
  for (const one of runs(file)) if (shipped.has(one.run.stage)) yield one
}

function* runs(file: Dockerfile): Generator<{ run: Instruction; commands: readonly ShellCommand[] }> {
  for (const run of withKeyword(file, 'RUN')) yield { run, commands: run.commands }
}

/** The first word that is no option: `install` of `apt-get -qq install`. */
function subcommand({ words }: ShellCommand): string {
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/^-[oct]$/.test(word)) at++
    else if (!word.startsWith('-')) return word.toLowerCase()
  }
  return ''
}

function saysYes(one: ShellCommand): boolean {
  if (one.name === 'zypper') return hasOption(one, '-n', '-y', '--non-interactive', '--no-confirm')
  // Two of them mean yes: `-qq`, `-q -q`, `-q=2`.
  const quiet = one.words.map((word) =>
    word === '--quiet'
      ? 1
      : /^-[A-Za-z]+$/.test(word)
        ? word.split('q').length - 1
        : Number(/^(?:-q|--quiet)=(\d)$/.exec(word)?.[1] ?? 0),
  )
  const isQuiet = APT.includes(one.name) && quiet.reduce((sum, count) => sum + count, 0) >= 2
  return (
    isQuiet ||
    hasOption(one, '-y', '--yes', '--assume-yes', '--assumeyes', '--force-yes') ||
    /APT::Get::Assume-Yes=?["']?true/i.test(one.text)
  )
}

function removes(commands: readonly ShellCommand[], folder: RegExp): boolean {
  return commands.some(
    ({ name, words }) => (name === 'rm' || name === 'find') && words.some((word) => folder.test(word)),
  )
}

/** Whether the RUN mounts a cache or a tmpfs over such a folder. */
function hasCache(run: Instruction, folder: RegExp): boolean {
  return run.flags.some(
    ({ name, value }) => name === 'mount' && /type=(?:cache|tmpfs)/.test(value) && folder.test(value),
  )
}
