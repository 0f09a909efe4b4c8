import type { Confidence, Rule, Severity } from '@veinmind/sdk'

/** What a command is for, from the reader's side. */
export type CommandKind =
  | 'reverse-shell'
  | 'bind-shell'
  | 'tunnel'
  | 'download-and-run'
  | 'encoded'
  | 'persistence'
  | 'account'
  | 'privilege'
  | 'evasion'
  | 'mining'

/** A rule over commands. */
export interface CommandRule extends Rule {
  readonly kind: CommandKind
  readonly confidence: Confidence
  /** Scripts that must break it, and that must not. */
  readonly samples: { readonly match: readonly string[]; readonly clean: readonly string[] }
}

export interface Given {
  readonly id: string
  readonly title: readonly [en: string, zh: string]
  readonly kind: CommandKind
  readonly severity: Severity
  readonly confidence: Confidence
  readonly attack: readonly string[]
  readonly match: readonly string[]
  readonly clean: readonly string[]
}

const REMEDIATIONS: Readonly<Record<CommandKind, readonly [en: string, zh: string]>> = {
  'reverse-shell': [
    'Take it out of use, find out who put it there, and what they did with it.',
    '停止使用，查明植入者及其后续行为。',
  ],
  'bind-shell': [
    'Take it out of use, find out who put it there, and what they did with it.',
    '停止使用，查明植入者及其后续行为。',
  ],
  tunnel: ['Remove it, unless you made it yourself.', '如非本人设置，请移除。'],
  'download-and-run': [
    'Fetch a fixed version, check its digest, and run it after that; remove the command where nobody knows it.',
    '下载固定版本并校验摘要后再运行；来历不明则移除。',
  ],
  encoded: [
    'Decode it in a safe place and read it; take it out of use if it is hostile.',
    '在安全环境解码查看；如为恶意内容则停止使用。',
  ],
  persistence: ['Look at what it starts; remove it where nobody knows it.', '检查其启动的内容；来历不明则移除。'],
  account: ['Remove the account or the key, unless you made it yourself.', '如非本人添加，请移除该账户或公钥。'],
  privilege: ['Take the right away again, unless it is known what for.', '如无明确用途，请收回该权限。'],
  evasion: ['Find out who wanted to hide what.', '查明何人试图隐藏何事。'],
  mining: ['Take it out of use and find out how the miner came in.', '停止使用并查明挖矿程序的来源。'],
}

export function define({ id, title, kind, attack, match, clean, ...rest }: Given): CommandRule {
  const [en, zh] = REMEDIATIONS[kind]
  return {
    id,
    title: { en: title[0], zh: title[1] },
    kind,
    ...rest,
    remediation: { en, zh },
    attack,
    references: attack.map((technique) => `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`),
    samples: { match, clean },
  }
}
