import type { Connection, Process } from '@veinmind/sdk'
import type { ProcessTrace } from './judge-process.ts'
import { hasScript, isInterpreter, isLoginServer, isShell, programOf } from './programs.ts'
import { isOpen, openConnections, standardFiles } from './view.ts'
import type { ProcessView } from './view.ts'

/**
 * A shell or an interpreter whose input or output is a connection: directly, over pipes that end in a process with one, or on a terminal
 * that such a process holds. Servers that log users in, and shells that are given a command by a program, are none.
 */
export function judgeShell(process: Process, view: ProcessView): ProcessTrace | undefined {
  const shell = isShell(process)
  if (!shell && !isInterpreter(process)) return undefined
  const direct = directConnection(process)
  if (direct !== undefined) {
    if (isLoginServer(view.byPid.get(process.parent ?? -1) ?? process)) return undefined
    return {
      rule: shell ? 'TRACE-026' : 'TRACE-027',
      reason: `its standard files are a connection to ${direct.remote}`,
      connection: direct,
    }
  }
  if (!shell || hasScript(process)) return undefined
  const relay = pipedConnection(process, view) ?? terminalConnection(process, view)
  if (relay === undefined) return undefined
  const { connection, by } = relay
  return {
    rule: 'TRACE-026',
    reason: `its standard files lead through ${programOf(by)} (${by.pid}) to ${connection.remote}`,
    connection,
  }
}

/** A service started per connection has it as its input. A shell that was given a connection has it as input and as output. */
function directConnection(process: Process): Connection | undefined {
  const found = standardFiles(process).flatMap(({ connection }) =>
    connection !== undefined && isOpen(connection) ? [connection] : [],
  )
  return found.length === 0 ? undefined : found[0]
}

interface Relay {
  readonly connection: Connection
  readonly by: Process
}

/** Input and output are pipes, and a process at the other end of the output has a connection. */
function pipedConnection(process: Process, { holders }: ProcessView): Relay | undefined {
  const files = standardFiles(process)
  const [input, ...outputs] = [0, 1, 2].map((fd) => files.find((file) => file.fd === fd)?.target)
  if (input === undefined || !(holders.get(input)?.some((other) => other.pid !== process.pid) ?? false))
    return undefined
  for (const target of outputs) {
    if (target === undefined || !target.startsWith('pipe:')) continue
    for (const by of holders.get(target) ?? []) {
      const connection = by.pid === process.pid || isShell(by) || isLoginServer(by) ? undefined : openConnections(by)[0]
      if (connection !== undefined && isRelay(by)) return { connection, by }
    }
  }
  return undefined
}

/**
 * The shell runs on a terminal or a pair of sockets made by its parent; the parent has a connection as a standard file, or is a program
 * that joins two streams.
 */
function terminalConnection(process: Process, { byPid }: ProcessView): Relay | undefined {
  const files = standardFiles(process)
  const isOnPair = files.some(({ target, connection }) => target.startsWith('socket:') && connection === undefined)
  if (!isOnPair && !files.some(({ target }) => target.startsWith('/dev/pts/'))) return undefined
  let by = byPid.get(process.parent ?? -1)
  for (let depth = 0; by !== undefined && depth < 3; depth += 1) {
    if (isLoginServer(by)) return undefined
    const holdsTerminal = by.descriptors?.some(({ target }) => target.endsWith('/ptmx')) === true
    const connection =
      directConnection(by) ?? (isRelay(by) && (isOnPair || holdsTerminal) ? openConnections(by)[0] : undefined)
    if (connection !== undefined) return { connection, by }
    by = byPid.get(by.parent ?? -1)
  }
  return undefined
}

/** Programs that carry bytes from here to there. Others with a connection, an agent of a build say, start shells for work. */
const RELAYS = new Set('nc ncat netcat socat telnet openssl cat busybox curl gs-netcat chisel stunnel ssh'.split(' '))

function isRelay(process: Process): boolean {
  const program = programOf(process)
  return RELAYS.has(program) || (isInterpreter(process) && process.args.some((word) => /^-[a-z]*[ecr]$/.test(word)))
}
