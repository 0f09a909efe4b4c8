import { baseName } from '@veinmind/sdk'
import { commandsIn, isOddPath, joined, logicalLines } from './reading.ts'
import type { Hit, Reader, Reading } from './reading.ts'

/** Services that let somebody in from elsewhere or as somebody else. */
const DOORS =
  /^(?:sshd|login|su|su-l|sudo|sudo-i|remote|common-auth|system-auth(?:-ac)?|password-auth(?:-ac)?|base-auth|dropbear|vsftpd|xrdp-sesman|cockpit|other)$/

/** `type control module arguments`; in `/etc/pam.conf` the service before it. */
export const readPam: Reader = ({ text, path }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const isWhole = path === '/etc/pam.conf'
    const plain = isWhole ? content.replace(/^\s*\S+\s+/, '') : content
    const [, type = '', control = '', module = '', args = ''] =
      /^\s*-?(auth|account|password|session)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$/i.exec(plain) ?? []
    if (module === '' || /^(?:include|substack|@include)$/.test(control)) continue
    const service = isWhole ? (content.trim().split(/\s/, 1)[0] ?? '') : baseName(path)
    readings.push(judge({ type: type.toLowerCase(), control, module, args, service, line, text: content.trim() }))
  }
  return joined(readings)
}

interface PamLine {
  readonly type: string
  readonly control: string
  readonly module: string
  readonly args: string
  readonly service: string
  readonly line: number
  readonly text: string
}

function judge({ type, control, module, args, service, line, text }: PamLine): Reading {
  const hits: Hit[] = []
  const name = baseName(module)
  const isEnough = control === 'sufficient' || /success=(?:done|end|ok|\d+)/.test(control)
  if (type === 'auth' && isEnough && /^pam_(?:permit|exec|succeed_if|debug)\.so$/.test(name) && DOORS.test(service)) {
    if (name === 'pam_permit.so') hits.push({ rule: 'BACK-031', line, evidence: text })
  }
  if (
    type === 'auth' &&
    control === 'sufficient' &&
    name === 'pam_rootok.so' &&
    /^(?:sshd|login|remote|vsftpd|dropbear)$/.test(service)
  )
    hits.push({ rule: 'BACK-032', line, evidence: text })
  if (isOddPath(module) || (module.startsWith('/') && !/^\/(?:usr\/)?lib(?:32|64|exec)?\//.test(module)))
    hits.push({ rule: 'BACK-033', line, evidence: text, names: module })
  if (name !== 'pam_exec.so') return { hits, cuts: [] }
  const command = args
    .replaceAll(/(?:^|\s)(?:debug|expose_authtok|seteuid|quiet|quiet_log|stdout|log=\S+|type=\S+)(?=\s|$)/g, ' ')
    .trim()
  hits.push({
    rule: args.includes('expose_authtok') ? 'BACK-034' : 'BACK-030',
    line,
    evidence: text,
    names: command.split(/\s/, 1)[0] ?? '',
  })
  return joined([{ hits, cuts: [] }, commandsIn(command, { line })])
}
