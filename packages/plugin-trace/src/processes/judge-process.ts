import { baseName } from '@veinmind/sdk'
import type { Confidence, Connection, Process, Severity } from '@veinmind/sdk'
import { isDebugger, programOf } from './programs.ts'
import tools from './tools.json' with { type: 'json' }
import { openConnections } from './view.ts'

/** A trace that a process shows. */
export interface ProcessTrace {
  readonly rule: string
  readonly reason: string
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly connection?: Connection
}

/** What is known about the container's files. */
export interface KnownFiles {
  /** A file of a package, as a database says. */
  readonly isOwned: (path: string) => boolean
  /** It was made or changed since the container was started. */
  readonly isChange: (path: string) => boolean
}

const WRITABLE = /^\/(?:tmp|var\/tmp|dev\/shm|run\/shm|run\/lock|dev\/mqueue|var\/spool\/(?:cron|mail)|var\/crash)\//
const HIDDEN = /\/\.[^/.][^/]*(?:\/|$)/
const USUAL_HIDDEN =
  /\/\.(?:local|cargo|rustup|nvm|npm|pyenv|rbenv|sdkman|cache|config|venv|virtualenvs|dotnet|bun|deno|vscode-server|cursor-server|jbdevcontainer|java|m2|gradle|asdf|volta|yarn|pnpm|gem|go|krew|kube|docker|wasmtime|ghcup|opam|poetry)(?:\/|$)/
const POOL =
  /stratum\+(?:tcp|ssl|tls)|stratum[12]?\+|--donate-level|--coin[= ](?:monero|xmr)|--algo[= ](?:rx\/|randomx|cryptonight|cn\/)|-o [^ ]*(?:pool|mine|xmr)[^ ]*:\d+ .*-u |--rig-id|--randomx-|--nicehash|minexmr|nanopool|supportxmr|moneroocean|hashvault|2miners|f2pool|c3pool|herominers/i
const TOOLS = new Set(tools.tools)
const MINERS = new Set(tools.miners)
const PORTS = new Set(tools.ports)

/** Traces in one process: its program, its name, its arguments, its parent and its descriptors. */
export function judgeProcess(process: Process, files: KnownFiles): readonly ProcessTrace[] {
  return [
    ...judgeProgram(process, files),
    ...judgeName(process),
    ...judgeMining(process),
    ...judgeTool(process),
    ...judgeTracer(process),
    ...judgeHiding(process),
    ...judgeEnvironment(process, files),
  ]
}

function judgeProgram({ exe }: Process, files: KnownFiles): readonly ProcessTrace[] {
  if (exe === undefined) return []
  if (exe.startsWith('/memfd:')) {
    // runc runs from such a copy of itself for the moment in which it enters a container.
    if (exe.startsWith('/memfd:runc_cloned')) return []
    return [{ rule: 'TRACE-021', reason: `its program is in memory alone (${exe.slice(1)})` }]
  }
  const path = exe.replace(/ \(deleted\)$/, '')
  const traces: ProcessTrace[] = []
  // After an upgrade, processes may go on running the old program of a package.
  if (path !== exe && !files.isOwned(path))
    traces.push({ rule: 'TRACE-020', reason: `its program ${path} was deleted` })
  if (WRITABLE.test(path))
    traces.push({ rule: 'TRACE-022', reason: `its program lies in a folder that everybody may write: ${path}` })
  else if (HIDDEN.test(path) && !USUAL_HIDDEN.test(path) && !files.isOwned(path))
    traces.push({ rule: 'TRACE-022', severity: 'medium', reason: `its program lies in a hidden folder: ${path}` })
  return traces
}

/** Names that system programs have, and what their programs may be called besides. */
const SYSTEM_NAMES: Readonly<Record<string, RegExp>> = {
  sshd: /^sshd/,
  systemd: /^systemd|^init$/,
  crond: /^crond?$|^busybox$/,
  cron: /^crond?$|^busybox$/,
  rsyslogd: /^rsyslogd$/,
  'dbus-daemon': /^dbus-/,
  agetty: /getty$/,
  kubelet: /^kubelet|^hyperkube/,
  dockerd: /^dockerd$/,
  containerd: /^containerd/,
}

function judgeName({ exe, args, name }: Process): readonly ProcessTrace[] {
  if (exe === undefined) return []
  const [first = ''] = args
  const program = baseName(exe.replace(/ \(deleted\)$/, ''))
  if (/^\[[\w/:-]+\]$/.test(first.trim()))
    return [
      {
        rule: 'TRACE-023',
        severity: 'high',
        reason: `it calls itself ${first}, as threads of the kernel are called, and is ${exe}`,
      },
    ]
  const claimed = baseName(first.split(/[\s:]/, 1)[0] ?? '').replace(/^-/, '')
  for (const word of [claimed, name]) {
    const usual = Object.hasOwn(SYSTEM_NAMES, word) ? SYSTEM_NAMES[word] : undefined
    if (usual !== undefined && !usual.test(program) && !/^(?:bash|dash|sh|busybox|python[\d.]*|perl)$/.test(program))
      return [{ rule: 'TRACE-023', reason: `it calls itself ${word}, and is ${exe}` }]
  }
  return []
}

function judgeMining(process: Process): readonly ProcessTrace[] {
  const words = process.args.join(' ').slice(0, 4096)
  const program = programOf(process)
  const isMiner = MINERS.has(program) || MINERS.has(baseName(process.args[0] ?? '')) || MINERS.has(process.name)
  const pool = POOL.exec(words)?.[0]
  // Somebody who searches for miners names them, too.
  if (
    pool !== undefined &&
    !/^(?:grep|egrep|rg|pgrep|pkill|sed|awk|cat|less|vi|vim|nano|echo|curl|wget|git)$/.test(program)
  )
    return [{ rule: 'TRACE-025', reason: `its arguments are those of a miner: ${pool}` }]
  if (!isMiner) return []
  const connection = openConnections(process).find(({ remote }) =>
    PORTS.has(Number(remote.slice(remote.lastIndexOf(':') + 1))),
  )
  return [
    {
      rule: 'TRACE-025',
      reason:
        connection === undefined
          ? `its program is named ${program}`
          : `its program is named ${program}, and is connected to ${connection.remote}`,
      ...(connection === undefined ? { severity: 'high' as const, confidence: 'medium' as const } : { connection }),
    },
  ]
}

/** Only the program counts, or the script that an interpreter runs: an argument with the name of a tool is none. */
function judgeTool(process: Process): readonly ProcessTrace[] {
  const program = baseName(process.exe?.replace(/ \(deleted\)$/, '') ?? process.args[0] ?? '')
  const script = /^(?:python[\d.]*|perl|ruby|bash|sh|dash|ash|busybox)$/.test(program)
    ? process.args.slice(1).find((word) => !word.startsWith('-'))
    : undefined
  const name = [program, baseName(process.args[0] ?? ''), baseName(script ?? '')].find((one) => TOOLS.has(one))
  // AWS has a tool of the same name, a program for Node.js.
  if (name === 'cdk' && program !== 'cdk') return []
  if (name === undefined || MINERS.has(name)) return []
  // Tools of little use to an intruder, or that administrators use as well.
  const isCommon = /^(?:nmap|ngrok|frpc|frps|gost|nuclei|proxychains4?)$/.test(name)
  return [
    {
      rule: 'TRACE-024',
      ...(isCommon ? { severity: 'medium' as const } : {}),
      reason: `it is ${name}, a tool of attackers`,
    },
  ]
}

function judgeTracer({ tracer }: Process): readonly ProcessTrace[] {
  if (tracer === undefined || isDebugger(tracer.name, tracer.exe)) return []
  const who = `${tracer.exe ?? tracer.name} (${tracer.pid ?? `${tracer.hostPid} on the host`})`
  // A debugger of the host is an administrator's.
  return [
    {
      rule: 'TRACE-028',
      ...(tracer.pid === undefined ? { severity: 'low' as const } : {}),
      reason: `it is traced by ${who}`,
    },
  ]
}

function judgeHiding({ hiddenFrom = [] }: Process): readonly ProcessTrace[] {
  return hiddenFrom.map((view) => ({
    rule: 'TRACE-029',
    reason: view === 'mount' ? 'something is mounted over its folder of /proc' : 'the list of /proc does not show it',
  }))
}

function judgeEnvironment({ env = [] }: Process, files: KnownFiles): readonly ProcessTrace[] {
  const preload = env.find((one) => /^LD_(?:PRELOAD|AUDIT)=./.test(one))
  const library = preload?.slice(preload.indexOf('=') + 1).split(/[:\s]/, 1)[0] ?? ''
  const traces: ProcessTrace[] = []
  if (
    library.startsWith('/') &&
    !files.isOwned(library) &&
    (WRITABLE.test(library) || HIDDEN.test(library) || files.isChange(library))
  )
    traces.push({ rule: 'TRACE-030', severity: 'high', reason: `it loads ${library}` })
  const history = env.find((one) => /^(?:HISTFILE=(?:\/dev\/null)?$|HISTSIZE=0$|HISTFILESIZE=0$)/.test(one))
  if (history !== undefined) traces.push({ rule: 'TRACE-030', reason: `it keeps no history of commands (${history})` })
  return traces
}
