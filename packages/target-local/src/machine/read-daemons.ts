import type { Daemon, DaemonSetting, FileSystem } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { kib } from '@veinmind/sdk'
import { asList, asText, parseJson } from '../shared/json.ts'
import { flagsOf, wordsOf } from './command-flags.ts'
import type { RunningProgram } from './running-programs.ts'
import { assigned, readUnit } from './systemd-unit.ts'
import { readKubelet } from './kubelet-settings.ts'

/** A daemon, the programs that it is, its units, and the files with variables of its command line. */
const DAEMONS = [
  { name: 'docker', programs: ['dockerd', 'docker-daemon'], units: ['docker.service'], sockets: ['docker.socket'] },
  { name: 'containerd', programs: ['containerd'], units: ['containerd.service'], sockets: [] },
  { name: 'podman', programs: ['podman'], units: ['podman.service'], sockets: ['podman.socket'] },
  { name: 'cri-o', programs: ['crio'], units: ['crio.service'], sockets: [] },
  { name: 'kubelet', programs: ['kubelet'], units: ['kubelet.service'], sockets: [] },
] as const

const MAX_FILE = kib(256)
/** What says how far a container gets, or who may start one. Others may hold passwords (of proxies and mirrors), and are nobody's business. */
const TOLD = new Set(
  'host tls tlsverify userns-remap seccomp-profile no-new-privileges icc selinux-enabled authorization-plugin default-runtime default-cgroupns-mode config config-file anonymous-auth authorization-mode read-only-port'.split(
    ' ',
  ),
)

/** What the daemons of a machine are told: by their processes, their units with drop-ins, and their files. */
export async function readDaemons(files: FileSystem, running: readonly RunningProgram[]): Promise<readonly Daemon[]> {
  const daemons = DAEMONS.map(async ({ name, programs, units, sockets }): Promise<readonly Daemon[]> => {
    const processes = running.filter(({ program }) => (programs as readonly string[]).includes(program))
    const live = processes.flatMap(({ pid, args }) =>
      settingsOf(name, args).map((flag) => ({ ...flag, from: `process ${pid}` })),
    )
    const fromUnits = (await Promise.all(units.map((unit) => settingsOfUnit(files, name, unit)))).flat()
    const fromSockets = (await Promise.all(sockets.map((socket) => settingsOfSocket(files, socket)))).flat()
    const fromFiles = await settingsOfFiles(files, name, live)
    const settings = [...live, ...fromUnits, ...fromSockets, ...fromFiles].filter(({ name: said }) => TOLD.has(said))
    return processes.length === 0 && settings.length === 0 ? [] : [{ name, isRunning: processes.length > 0, settings }]
  })
  return (await Promise.all(daemons)).flat()
}

type Told = Pick<DaemonSetting, 'name' | 'value'>

/** Podman's service has its address as a word of its own. */
function settingsOf(daemon: string, args: readonly string[]): readonly Told[] {
  if (daemon !== 'podman') return flagsOf(args)
  const at = args.indexOf('service')
  return at < 0
    ? []
    : args
        .slice(at + 1)
        .filter((word) => /^(?:tcp|unix|fd):/.test(word))
        .map((value) => ({ name: 'host', value }))
}

async function settingsOfUnit(files: FileSystem, daemon: string, unit: string): Promise<readonly DaemonSetting[]> {
  const lines = await readUnit(files, unit)
  const values = new Map<string, string>()
  for (const { value } of assigned(lines, 'EnvironmentFile')) {
    const text = await readText(files, value.replace(/^-/, ''))
    for (const line of text?.split('\n') ?? []) addVariable(values, line)
  }
  for (const { value } of assigned(lines, 'Environment')) for (const word of wordsOf(value)) addVariable(values, word)
  return assigned(lines, 'ExecStart').flatMap(({ value, path, line }) =>
    settingsOf(daemon, wordsOf(value, values)).map((told) => ({ ...told, from: path, line })),
  )
}

function addVariable(values: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
  if (name !== '') values.set(name, value.trim().replaceAll(/^(["'])(.*)\1$/g, '$2'))
}

/** A socket of systemd that listens on the network hands it to the daemon. */
async function settingsOfSocket(files: FileSystem, socket: string): Promise<readonly DaemonSetting[]> {
  return assigned(await readUnit(files, socket), 'ListenStream')
    .filter(({ value }) => !value.startsWith('/') && !value.startsWith('%') && !value.startsWith('@'))
    .map(({ value, path, line }) => {
      const address = /^\d+$/.test(value) ? `0.0.0.0:${value}` : value
      return { name: 'host', value: `tcp://${address}`, from: path, line }
    })
}

async function settingsOfFiles(
  files: FileSystem,
  daemon: string,
  live: readonly Told[],
): Promise<readonly DaemonSetting[]> {
  if (daemon === 'kubelet') return readKubelet(files)
  if (daemon === 'containerd')
    return tcpAddress(files, live.find(({ name }) => name === 'config')?.value ?? '/etc/containerd/config.toml')
  if (daemon !== 'docker') return []
  const path = live.find(({ name }) => name === 'config-file')?.value ?? '/etc/docker/daemon.json'
  const text = await readText(files, path)
  const settings = Object.entries(asObject(parseJson(text))).flatMap(([name, value]): DaemonSetting[] => {
    if (name === 'hosts') return asList(value).map((host) => ({ name: 'host', value: asText(host), from: path }))
    return typeof value === 'object' ? [] : [{ name, value: String(value), from: path }]
  })
  // Without systemd the variable of this file is the command line.
  const classic = await readText(files, '/etc/default/docker')
  const options = /^\s*DOCKER_OPTS=(.*)$/m.exec(classic ?? '')?.[1]
  const fromClassic = flagsOf(wordsOf((options ?? '').replaceAll(/^\s*["']|["']\s*$/g, '')))
  return [...settings, ...fromClassic.map((flag) => ({ ...flag, from: '/etc/default/docker' }))]
}

async function tcpAddress(files: FileSystem, path: string): Promise<readonly DaemonSetting[]> {
  const text = await readText(files, path)
  return (text ?? '').split('\n').flatMap((line, index) => {
    const value = /^\s*tcp_address\s*=\s*["']([^"']+)["']/.exec(line)?.[1]
    return value === undefined ? [] : [{ name: 'host', value: `tcp://${value}`, from: path, line: index + 1 }]
  })
}

async function readText(files: FileSystem, path: string): Promise<string | undefined> {
  if (!path.startsWith('/')) return undefined
  const bytes = await files.readFile(path, { max: MAX_FILE }).catch(() => undefined)
  return bytes && Buffer.from(bytes).toString('utf8')
}
