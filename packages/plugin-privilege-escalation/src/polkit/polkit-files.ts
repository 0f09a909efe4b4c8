import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** What a polkit file allows without a password. */
export interface PolkitGrant {
  readonly line: number
  /** Whom it is for. */
  readonly who: 'everybody' | 'some'
  /** Every action, or the ones that run programs as root. */
  readonly isAll: boolean
  readonly text: string
}

const RULES = /^(?:\/etc|\/usr\/share|\/usr\/local\/share|\/run)\/polkit-1\/rules\.d\/[^/]+\.rules$/
const AUTHORITY = /^\/(?:etc|var\/lib)\/polkit-1\/localauthority\/[^/]+\/[^/]+\.pkla$/
/** Actions that are as good as root. */
const STRONG =
  /org\.freedesktop\.(?:policykit\.exec|systemd1\.(?:manage|reload)|packagekit\.(?:package-install|system-)|udisks2\.(?:filesystem-mount|open-device)|accounts\.user-administration)|com\.redhat\.|io\.snapcraft/
const CONDITION =
  /subject\s*\.\s*(?:isInGroup|isInNetGroup|user|uid|groups|active|local|session|pid)|action\s*\.\s*lookup/

/** Reads rules of polkit, as JavaScript and as `.pkla`. */
export const polkitFiles: Inspector<readonly PolkitGrant[]> = defineInspector<readonly PolkitGrant[]>({
  id: 'polkit-files',
  version: 1,
  offered: { types: ['file'] },
  wants: ({ path, type }) =>
    type === 'file' && (RULES.test(path) || AUTHORITY.test(path)) && content({ max: kib(256), over: 'head' }),
  inspect({ entry, bytes }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const grants = RULES.test(entry.path) ? grantsOfRules(text) : grantsOfAuthority(text)
    return grants.length === 0 ? undefined : grants
  },
})

/**
 * Functions that say yes. No code is run: the words of a rule tell what it checks before. A rule that checks nothing about the user is
 * for everybody.
 */
export function grantsOfRules(source: string): readonly PolkitGrant[] {
  const text = source.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
  const starts = [...text.matchAll(/polkit\s*\.\s*addRule\s*\(/g)].map(({ index }) => index)
  return starts.slice(0, 100).flatMap((start, index) => {
    const body = text.slice(start, starts[index + 1] ?? text.length)
    const yes = /polkit\s*\.\s*Result\s*\.\s*YES/.exec(body)
    if (yes === null) return []
    const before = body.slice(0, yes.index)
    const isAll = !/action\s*\.\s*id/.test(before) || STRONG.test(before)
    const who = CONDITION.test(before) ? ('some' as const) : ('everybody' as const)
    const line = text.slice(0, start + yes.index).split('\n').length
    return [{ line, who, isAll, text: (source.split('\n')[line - 1] ?? '').trim().slice(0, 200) }]
  })
}

/** Sections that say yes to whoever has no session of their own. */
export function grantsOfAuthority(text: string): readonly PolkitGrant[] {
  const lines = text.split('\n')
  const grants: PolkitGrant[] = []
  let section = { identity: '', action: '' }
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    if (line.startsWith('[')) section = { identity: '', action: '' }
    const [, key = '', value = ''] =
      /^(Identity|Action|ResultAny|ResultInactive|ResultActive)\s*=\s*(.*)$/.exec(line) ?? []
    if (key === 'Identity') section.identity = value
    if (key === 'Action') section.action = value
    if (key.startsWith('Result') && value === 'yes') {
      const who = /unix-(?:user|group):\*/.test(section.identity) ? 'everybody' : 'some'
      const isAll = /(?:^|;)\*(?:;|$)/.test(section.action) || STRONG.test(section.action)
      grants.push({ line: index + 1, who, isAll, text: `${section.identity} ${section.action} ${line}`.slice(0, 200) })
    }
  }
  return grants.slice(0, 100)
}
