import { downloadOf } from '../command/fetch.ts'
import type { Detector, Ran, Mark } from '../command/model.ts'
import { normal } from '../command/paths.ts'
import { baseName, isCommandProgram } from '../command/programs.ts'
import { WRITES } from '../rules/places.ts'

/** Changes that outlast the script: files that are run later, accounts, rights. */
export const detectPersistence: Detector = (ran, _state, mark) => {
  for (const path of writtenBy(ran)) detectWrite(path, ran, mark)
  detectVariables(ran, mark)
  detectAccounts(ran, mark)
  detectRights(ran, mark)
  const { name, args, input } = ran
  if (name === 'crontab' && !args.some((word) => /^-[a-z]*[lr]/.test(word)) && (args.length > 0 || input))
    mark('CMD-062')
  if ((name === 'at' || name === 'batch') && args.length > 0 && !args.some((word) => /^-[lrdcq]/.test(word)))
    mark('CMD-063')
  if (name === 'insmod' || (name === 'modprobe' && args.some((word) => word.includes('/')))) mark('CMD-074')
  if (name === 'trap' && args.some((word) => /^(?:DEBUG|PROMPT_COMMAND)$/.test(word))) mark('CMD-067')
  if (name === 'alias') {
    for (const word of args) if (/^(?:sudo|su|ssh|scp|passwd|login|doas)=/.test(word) && isOdd(word)) mark('CMD-068')
  }
}

function isOdd(alias: string): boolean {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(alias) ?? []
  // A usual alias runs the same program: `alias sudo='sudo '`.
  return !value.trim().startsWith(name) && !/^(?:kitten|kitty|TERM=|doas|sudo)\b/.test(value.trim())
}

/** Paths that a command writes to, makes or replaces. */
export function writtenBy(ran: Ran): readonly string[] {
  const { name, args, targets } = ran
  const paths = targets
    .filter(({ operator, isSocket }) => /^(?:>>?|>\||&>>?)$/.test(operator) && !isSocket)
    .map(({ to }) => to.text)
  const words = args.filter((word) => !word.startsWith('-'))
  if (name === 'tee') paths.push(...words)
  else if (/^(?:cp|mv|install|ln|rsync|scp)$/.test(name) && words.length > 1) paths.push(intoFolder(words))
  else if (name === 'sed' && args.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word))) paths.push(...words.slice(1))
  else if (name === 'dd') paths.push(...args.filter((word) => word.startsWith('of=')).map((word) => word.slice(3)))
  else if (name === 'perl' && args.some((word) => /^-[a-z]*i/.test(word))) paths.push(...words.slice(-1))
  else if (/^(?:ed|ex|vi|vim)$/.test(name)) paths.push(...words.slice(-1))
  const download = downloadOf(ran)
  if (download?.path !== undefined) paths.push(download.path)
  return paths.map(normal)
}

/** `cp a /etc/cron.d/` makes `/etc/cron.d/a`. */
function intoFolder(words: readonly string[]): string {
  const target = words.at(-1) ?? ''
  return target.endsWith('/') ||
    /\/(?:cron\.\w+|profile\.d|sudoers\.d|systemd\/system|init\.d|rules\.d|site-packages|hooks|update-motd\.d|apt\.conf\.d)$/.test(
      target,
    )
    ? `${target.replace(/\/$/, '')}/${baseName(words.at(-2) ?? '')}`
    : target
}

function detectWrite(path: string, { text, input, words }: Ran, mark: Mark): void {
  for (const { rule, path: pattern, holds } of WRITES) {
    if (!pattern.test(path)) continue
    const content = `${words.map((word) => word.text).join(' ')}\n${input?.text ?? ''}`
    if (!holds || holds.test(content)) mark(rule, text)
    return
  }
}

/** Libraries that are often preloaded for harmless reasons, such as allocators of memory. */
const KNOWN_LIBRARIES =
  /lib(?:jemalloc|tcmalloc\w*|mimalloc|faketime\w*|nss_wrapper|uid_wrapper|hugetlbfs|eatmydata|stdc\+\+|gomp|iomp5|gtk3-nocsd|fakeroot\S*|asan|tsan|ubsan|gcc_s|tsocks|torsocks|proxychains\S*|snoopy|sandbox|stdbuf|keepalive|SegFault|memusage|pcprofile|dl|pthread|m|c|ssl\S*|crypto\S*|v4l\S*|GL\S*)(?:[.-]|$)/

function detectVariables(ran: Ran, mark: Mark): void {
  const [, value] = /(?:^|\s)LD_(?:PRELOAD|AUDIT)=("[^"]*"|'[^']*'|\S*)/.exec(ran.text) ?? []
  if (
    value !== undefined &&
    /[/.$]/.test(value) &&
    !KNOWN_LIBRARIES.test(baseName(value.replaceAll(/["'\s]/g, ''))) &&
    !/^["']?\$/.test(value)
  )
    mark('CMD-061')
  if (/(?:^|\s)PROMPT_COMMAND\+?=\S/.test(ran.text) && RUNS.test(ran.text)) mark('CMD-067')
  if (/(?:^|\s)(?:BASH_ENV|ENV)=\/?\S*(?:\/tmp\/|\/dev\/shm\/|\/\.)/.test(ran.text)) mark('CMD-066')
}

/** Words in the command of a prompt that do more than set a title or save the history. */
const RUNS =
  /\b(?:curl|wget|nc|ncat|bash|sh|python[\d.]*|perl|base64|eval|nohup|socat)\b|\/dev\/tcp|\/tmp\/|\/dev\/shm\//

function detectAccounts({ name, args, text, input }: Ran, mark: Mark): void {
  if (/^(?:useradd|adduser|usermod)$/.test(name)) {
    const at = args.findIndex((word) => /^-[a-z]*u$|^--uid$/.test(word))
    if ((at !== -1 && /^0+$/.test(args[at + 1] ?? '')) || args.some((word) => /^(?:-u0|--uid=0)$/.test(word)))
      mark('CMD-070')
    if (
      args.some(
        (word, index) =>
          /^-[a-z]*G$|^--groups$/.test(word) &&
          /(?:^|,)(?:sudo|wheel|root|docker|admin)(?:,|$)/.test(args[index + 1] ?? ''),
      )
    )
      mark('CMD-071')
    if (args.some((word) => /^(?:-p|--password)/.test(word))) mark('CMD-078')
  }
  if (
    name === 'chpasswd' ||
    (name === 'passwd' && (args.includes('--stdin') || args.includes('-d') || input !== undefined))
  )
    mark('CMD-078')
  if (
    /(?:^|\s)[\w.-]{1,32}:[^:\s]{0,200}:0+:\d{1,6}:[^\n]{0,200}>>? \/etc\/passwd/.test(text) &&
    !/(?:^|\s)root:/.test(text)
  )
    mark('CMD-070')
}

function detectRights({ name, args }: Ran, mark: Mark): void {
  if (name === 'chmod' && args.some((word) => /^0?[4-7][0-7]{3}$|^[ugoa]*[+=][rwxX]*s/.test(word))) {
    if (
      args.some(
        (word) =>
          isCommandProgram(word) ||
          isTemporary(word) ||
          /\/(?:python[\d.]*|perl|find|vim?|nmap|cp|dd|env|awk|less)$/.test(word),
      )
    )
      mark('CMD-073')
  }
  if (
    name === 'setcap' &&
    args.some((word) =>
      /cap_(?:setuid|setgid|dac_override|sys_admin|dac_read_search|sys_ptrace|sys_module)/i.test(word),
    ) &&
    args.some(
      (word) =>
        isCommandProgram(word) || /\/(?:python[\d.]*|perl|ruby|node|php|vim?|tar|gdb)$/.test(word) || isTemporary(word),
    )
  )
    mark('CMD-079')
  if (name === 'chattr' && args.some((word) => /^\+[a-zA-Z]*i/.test(word))) mark('CMD-083')
}

export function isTemporary(path: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev\/shm|run\/shm|dev\/\.)/.test(path)
}
