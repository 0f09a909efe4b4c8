import { commandsIn, isOddPath, joined, logicalLines } from './reading.ts'
import type { Hit, Reader, Reading } from './reading.ts'

/** `sshd_config`, and what is included. */
export const readSshdConfig: Reader = ({ text }) => {
  const readings: Reading[] = []
  const add = (hit: Hit): void => void readings.push({ hits: [hit], cuts: [] })
  for (const { line, text: content } of logicalLines(text)) {
    const [, name = '', raw = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(content) ?? []
    const value = raw.replace(/^"(.*)"$/, '$1')
    const evidence = content.trim()
    switch (name.toLowerCase()) {
      case 'authorizedkeyscommand':
      case 'authorizedprincipalscommand':
        if (value.toLowerCase() !== 'none') {
          add({
            rule: 'BACK-040',
            line,
            evidence,
            names: value.split(/\s/, 1)[0] ?? '',
            ...(isOddPath(value) ? { severity: 'critical' } : {}),
          })
          readings.push(commandsIn(value, { line }))
        }
        break
      case 'authorizedkeysfile':
        if (
          value
            .split(/\s+/)
            .some(
              (path) =>
                isOddPath(path.replace(/^(?:%h|~)\//, '')) ||
                /^\/(?!etc\/ssh\/|var\/lib\/|home\/|root\/|etc\/dropbear\/)/.test(path),
            )
        )
          add({ rule: 'BACK-041', line, evidence })
        break
      case 'acceptenv':
        if (/(?:^|\s)(?:\*|LD_\S*|BASH_ENV|ENV)(?:\s|$)/.test(value)) add({ rule: 'BACK-042', line, evidence })
        break
      case 'permituserenvironment':
        if (/^yes$/i.test(value) || /LD_/.test(value)) add({ rule: 'BACK-042', line, evidence })
        break
      case 'forcecommand':
      case 'subsystem':
      case 'proxycommand':
      case 'localcommand':
        readings.push(commandsIn(name.toLowerCase() === 'subsystem' ? value.replace(/^\S+\s+/, '') : value, { line }))
        break
      default:
    }
  }
  return joined(readings)
}

const KEY =
  /(?:^|\s)(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(?:ssh|ecdsa)-[\w@.-]+)(?:-cert-v01@openssh\.com)?\s+([A-Za-z0-9+/=]{20,})\s*(.*)$/

/** Who may log in by a key, and what is run for them. */
export const readAuthorizedKeys: Reader = ({ text, path }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const key = /^\s*#/.test(content) ? undefined : KEY.exec(content)
    if (!key) continue
    const isRoot = path.startsWith('/root/') || path.startsWith('/etc/ssh/')
    const [, body = '', comment = ''] = key
    readings.push({
      hits: [
        { rule: isRoot ? 'BACK-043' : 'BACK-044', line, evidence: `…${body.slice(-12)} ${comment.trim()}`.trim() },
      ],
      cuts: [],
    })
    const options = content.slice(0, key.index)
    const [, command] = /(?:^|,)\s*command="((?:\\.|[^"\\])*)"/i.exec(options) ?? []
    if (command !== undefined) readings.push(commandsIn(command.replaceAll(String.raw`\"`, '"'), { line }))
    const [, variable] = /(?:^|,)\s*environment="(LD_[A-Z]+=[^"]*)"/i.exec(options) ?? []
    if (variable !== undefined) readings.push({ hits: [{ rule: 'BACK-003', line, evidence: variable }], cuts: [] })
  }
  return joined(readings)
}
