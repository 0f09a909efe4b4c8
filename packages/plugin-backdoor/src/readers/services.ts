import { isCommandProgram } from '@veinmind/commands'
import { commandsIn, isOddPath, joined, logicalLines } from './reading.ts'
import type { Reader, Reading } from './reading.ts'

/** `hosts.allow` and `hosts.deny`: `daemons : clients : spawn command`. */
export const readTcpWrapper: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*#/.test(content)) continue
    const [, , command = ''] = /:\s*(?:severity\s+\S+\s*:\s*)?(spawn|twist)\s*(.*)$/s.exec(content) ?? []
    if (command === '') continue
    readings.push({ hits: [{ rule: 'BACK-050', line, evidence: content.trim() }], cuts: [] })
    readings.push(commandsIn(command.replace(/^\((.*)\)\s*&?\s*$/s, '$1'), { line }))
  }
  return joined(readings)
}

/** `inetd.conf`: service, type, protocol, wait, user, program, arguments with the name first. */
export const readInetd: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, user = '', program, args = ''] =
      /^\s*[^#\s]\S*\s+(?:stream|dgram|raw|rdm|seqpacket)\s+\S+\s+(?:no)?wait\S*\s+(\S+)\s+(\S+)\s*(.*)$/.exec(
        content,
      ) ?? []
    if (program === undefined) continue
    readings.push(
      serverReading({
        program,
        args: args.replace(/^\S+\s*/, ''),
        line,
        evidence: `${user} ${program} ${args}`.trim(),
      }),
    )
  }
  return joined(readings)
}

/** `xinetd.conf` and `xinetd.d/*`. */
export const readXinetd: Reader = ({ text }) => {
  const readings: Reading[] = []
  let block: { line: number; server: string; args: string; isOff: boolean } | undefined
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*service\s+\S+/.test(content) || /^\s*defaults/.test(content))
      block = { line, server: '', args: '', isOff: false }
    const [, name = '', value = ''] = /^\s*(\w+)\s*\+?=\s*(.*?)\s*$/.exec(content) ?? []
    if (block && name === 'server') Object.assign(block, { server: value, line })
    else if (block && name === 'server_args') block.args = value
    else if (block && name === 'disable') block.isOff = value === 'yes'
    if (!block || !/^\s*\}/.test(content)) continue
    const { server, args, line: at, isOff } = block
    if (server !== '' && !isOff)
      readings.push(serverReading({ program: server, args, line: at, evidence: `${server} ${args}`.trim() }))
    block = undefined
  }
  return joined(readings)
}

interface Server {
  readonly program: string
  readonly args: string
  readonly line: number
  readonly evidence: string
}

/** A server that is a shell gives one to whoever connects. */
function serverReading({ program, args, line, evidence }: Server): Reading {
  const isShell = isCommandProgram(program) && !/^-\w*c\s/.test(args)
  const hits = isShell
    ? [{ rule: 'BACK-051', line, evidence }]
    : isOddPath(program)
      ? [{ rule: 'BACK-005', line, evidence }]
      : []
  return joined([{ hits, cuts: [] }, commandsIn(`${program} ${args}`, { line })])
}
