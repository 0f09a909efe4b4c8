import type { Detector, Ran, Mark, State } from '../command/model.ts'
import { normal } from '../command/paths.ts'
import { CLIENTS, isCommandProgram, NETCATS } from '../command/programs.ts'

/** A shell, or a program that hands one over, at the end of a connection. */
export const detectNetwork: Detector = (ran, state, mark) => {
  if (isCommandProgram(ran.words[0]?.text ?? '')) detectConnectedShell(ran, state, mark)
  else if (NETCATS.has(ran.name)) detectNetcat(ran, mark)
  else if (ran.name === 'socat') detectSocat(ran, mark)
  else if (/^(?:xterm|rxvt|urxvt|aterm|xfce4-terminal|gnome-terminal)$/.test(ran.name)) detectTerminal(ran, mark)
  else detectTunnel(ran, mark)
}

function detectConnectedShell(ran: Ran, state: State, mark: Mark): void {
  const sockets = ran.targets.filter(({ isSocket }) => isSocket)
  if (sockets.some(({ to }) => to.text.startsWith('/dev/'))) mark('CMD-001')
  else if (sockets.length > 0 || ran.targets.some(({ to }) => /COPROC\[/.test(to.text))) mark('CMD-002')
  else if (ran.isConnected) mark(ran.input?.isRemote && state.sockets.size === 0 ? 'CMD-001' : 'CMD-002')
}

/** Options of netcat that are letters in one word; programs behind them are told by being shells. */
function detectNetcat({ args }: Ran, mark: Mark): void {
  const runs = args.some((word, index) => {
    const rest = args.slice(index + 1)
    if (/^-[A-Za-z]*[ec]$|^--(?:sh-|lua-)?exec$/.test(word) && runsShell(rest[0] ?? '')) return true
    // `-lvpe 4444 /bin/sh`: the value of another option stands between.
    if (/^-[A-Za-z]*e[A-Za-z]*$/.test(word) && rest.some((one) => one.startsWith('/') && runsShell(one))) return true
    const [, joined] = /^(?:-[A-Za-z]*[ec]|--(?:sh-)?exec=)(\/.+)$/.exec(word) ?? []
    return joined !== undefined && runsShell(joined)
  })
  if (runs) mark(isListening(args) ? 'CMD-030' : 'CMD-003')
}

function isListening(args: readonly string[]): boolean {
  return args.some((word) => /^-[A-Za-z]*[lL][A-Za-z]*\d*$/.test(word) || word === '--listen')
}

function detectSocat({ args }: Ran, mark: Mark): void {
  const isShell = (address: string): boolean => {
    const [, program] = /^(?:exec|system|shell):(.*)$/is.exec(address) ?? []
    return (
      program !== undefined &&
      runsShell(
        program
          .replaceAll(/["']/g, '')
          .replace(/,(?:pty|stderr|setsid|sigint|sane|raw|ctty|echo|login|su|nofork|fdin|fdout|pipes).*$/s, ''),
      )
    )
  }
  if (!args.some(isShell)) return
  if (args.some((word) => /^(?:\w+-l(?:isten)?|\w+-recv(?:from)?|tcp\d?-l):/i.test(word))) mark('CMD-031')
  else if (
    args.some((word) =>
      /^(?:tcp|udp|openssl|ssl|sctp|proxy|socks|vsock|dtls|ip|interface|datagram|ws)[\w-]*:/i.test(word),
    )
  )
    mark('CMD-005')
}

function detectTerminal({ args, text }: Ran, mark: Mark): void {
  const at = args.findIndex((word) => /^--?display$/.test(word))
  const display = at === -1 ? /(?:^|\s)DISPLAY=(\S+)/.exec(text)?.[1] : args[at + 1]
  if (display !== undefined && /^[^:\s/]+:\d/.test(display) && !/^(?:localhost|unix|127\.)/.test(display))
    mark('CMD-008')
}

const SERVERS = /^(?:(?:in\.|u)?telnetd|tcpserver|tcpsvd|ttyd|gotty|shellinaboxd?|wetty|sshx|tmate|websocketd)$/

function detectTunnel({ name, args, text }: Ran, mark: Mark): void {
  if (/^(?:gs-netcat|gsocket|blitz|gs-sftp)$/.test(name) || /\bgsocket\.io\/[xy]\b/.test(text)) mark('CMD-021')
  if (
    SERVERS.test(name) &&
    (/^(?:sshx|tmate)$/.test(name) ||
      args.some((word) => isCommandProgram(word) || /(?:^|:)(?:\/\w+)*\/(?:ba|z|da)?sh$|\/bin\/login/.test(word)))
  ) {
    if (!args.some((word) => word.endsWith('/login'))) mark(/telnetd|tcps/.test(name) ? 'CMD-034' : 'CMD-035')
  }
  const isForwarded =
    /^(?:ssh|autossh|plink|dbclient)$/.test(name) &&
    args.some((word, index) => {
      const [, joined] = /^-[A-Za-z]*R(.*)$/.exec(word) ?? []
      return joined !== undefined && /^(?:\S+:)?\d+(?::\S+:\d+)?$/.test(joined || (args[index + 1] ?? ''))
    })
  const isTunnel =
    (name === 'chisel' && args[0] === 'client' && args.some((word) => word.startsWith('R:'))) ||
    /^frpc$/.test(name) ||
    (name === 'ngrok' && args[0] === 'tcp') ||
    (name === 'cloudflared' && args.some((word) => /^(?:ssh|tcp):\/\//.test(word)))
  if (isForwarded || isTunnel) mark('CMD-022')
}

/** Shells whose output goes to a client, and whose input comes back from it. */
export function detectPipes(all: readonly Ran[], state: State, mark: Mark): void {
  for (const [index, ran] of all.entries()) {
    if (!isCommandProgram(ran.words[0]?.text ?? '')) continue
    const client = all.slice(index + 1).find(isClient)
    if (!client) continue
    const before = all.slice(0, index)
    const written = client.targets.filter(({ operator }) => operator.startsWith('>')).map(({ to }) => normal(to.text))
    const isFifo = (path: string): boolean => state.fifos.has(normal(path)) || written.includes(normal(path))
    const isReturned =
      before.some((one) => isClient(one) || one.args.some(isFifo) || one.targets.some(({ to }) => isFifo(to.text))) ||
      ran.targets.some(({ operator, to }) => operator.startsWith('<') && isFifo(to.text)) ||
      ran.args.some((word) => /^-[a-z]*i[a-z]*$/.test(word))
    if (isReturned) mark(ruleOfClient(client))
  }
}

function isClient({ name, args }: Ran): boolean {
  return (
    CLIENTS.has(name) ||
    (name === 'openssl' && args[0] === 's_client') ||
    (name === 'curl' && args.some((word) => word.startsWith('telnet:')))
  )
}

function ruleOfClient({ name, args }: Ran): string {
  if (name === 'openssl') return 'CMD-006'
  if (name === 'telnet' || name === 'curl') return 'CMD-007'
  if (name === 'socat') return 'CMD-005'
  return isListening(args) ? 'CMD-033' : 'CMD-004'
}

function runsShell(command: string): boolean {
  return command
    .split(/[\s;&|]+/, 20)
    .some((word) => isCommandProgram(word) || /^(?:python[\d.]*|perl|ruby|\/bin\/busybox)$/.test(word))
}
