import { asObject } from '@veinmind/internal'
import type { Container, ContainerSecurity, Json, JsonObject, Mount } from '@veinmind/sdk'
import { asList, asText, asTexts } from '../../shared/json.ts'
import { fullCapability } from '../../shared/capabilities.ts'

/** What `inspect` alone tells of a container. */
export type InspectedParts = Pick<
  Container,
  | 'id'
  | 'name'
  | 'state'
  | 'hostname'
  | 'imageReference'
  | 'env'
  | 'args'
  | 'workingDir'
  | 'user'
  | 'mounts'
  | 'ports'
  | 'security'
  | 'limits'
  | 'raw'
> &
  Partial<Pick<Container, 'created' | 'logPath'>>

const STATES: Readonly<Record<string, Container['state']>> = {
  created: 'created',
  configured: 'created',
  initialized: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  exited: 'exited',
  stopped: 'exited',
  stopping: 'running',
  dead: 'dead',
  removing: 'dead',
}

/** Reads the answer of `/containers/<id>/json` (Docker's API; podman's is the same). `seccomp` is what the engine applies by default. */
export function readInspected(raw: JsonObject, seccomp: string): InspectedParts {
  const config = asObject(raw['Config'])
  const created = asText(raw['Created'])
  const path = asText(raw['Path'])
  const logPath = asText(raw['LogPath'])
  return {
    id: asText(raw['Id']),
    name: asText(raw['Name']).replace(/^\//, ''),
    state: STATES[asText(asObject(raw['State'])['Status'])] ?? 'dead',
    ...(created === '' ? {} : { created }),
    hostname: asText(config['Hostname']),
    imageReference: asText(config['Image']),
    env: asTexts(config['Env']),
    args: path === '' ? asTexts(raw['Args']) : [path, ...asTexts(raw['Args'])],
    workingDir: asText(config['WorkingDir']),
    user: asText(config['User']),
    mounts: asList(raw['Mounts']).map((mount) => readMount(asObject(mount))),
    ports: readPorts(raw),
    security: readSecurity(raw, seccomp),
    limits: readLimits(asObject(raw['HostConfig'])),
    ...(logPath === '' ? {} : { logPath }),
    raw,
  }
}

function readMount(mount: JsonObject): Mount {
  const propagation = asText(mount['Propagation'])
  const mode = asText(mount['Mode'])
  return {
    type: asText(mount['Type']) || 'bind',
    source: asText(mount['Source']),
    destination: asText(mount['Destination']),
    options: [...mode.split(',').filter(Boolean), ...asTexts(mount['Options'])],
    readOnly: mount['RW'] === false,
    ...(propagation === '' ? {} : { propagation }),
  }
}

/** `80/tcp` where it is only exposed, `127.0.0.1:8080->80/tcp` where it is published, or will be when the container starts. */
function readPorts(raw: JsonObject): readonly string[] {
  const host = asObject(raw['HostConfig'])
  const hasNetwork = !['host', 'none'].includes(asText(host['NetworkMode']))
  const published = asObject(asObject(raw['NetworkSettings'])['Ports'])
  const configured = hasNetwork ? asObject(host['PortBindings']) : {}
  const names = new Set([asObject(asObject(raw['Config'])['ExposedPorts']), configured, published].flatMap(Object.keys))
  return [...names].flatMap((port) => {
    const bindings =
      [published[port], configured[port]].map((list) => asList(list).map(asObject)).find((list) => list.length > 0) ??
      []
    return bindings.length === 0
      ? [port]
      : bindings.map((binding) => `${asText(binding['HostIp']) || '0.0.0.0'}:${asText(binding['HostPort'])}->${port}`)
  })
}

function readSecurity(raw: JsonObject, defaultSeccomp: string): ContainerSecurity {
  const host = asObject(raw['HostConfig'])
  const options = asTexts(host['SecurityOpt']).map((option) => option.replace(/^([a-z-]+):/, '$1='))
  const value = (name: string): string | undefined =>
    options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1)
  const isPrivileged = host['Privileged'] === true
  const seccomp = value('seccomp')
  const appArmor = asText(raw['AppArmorProfile']) || value('apparmor')
  const seLinux = asText(raw['ProcessLabel']) || value('label')
  return {
    privileged: isPrivileged,
    addedCapabilities: asTexts(host['CapAdd']).map(fullCapability),
    droppedCapabilities: asTexts(host['CapDrop']).map(fullCapability),
    seccomp: isPrivileged
      ? 'unconfined'
      : seccomp === undefined
        ? defaultSeccomp
        : seccomp.startsWith('{')
          ? 'custom'
          : seccomp,
    ...(appArmor === undefined ? {} : { appArmor }),
    ...(seLinux === undefined ? {} : { seLinux }),
    noNewPrivileges: options.some((option) => /^no-new-privileges(?:=true)?$/.test(option)),
    readOnlyRootfs: host['ReadonlyRootfs'] === true,
    namespaces: readNamespaces(host),
  }
}

function readNamespaces(host: JsonObject): Record<string, string> {
  const modes = {
    network: 'NetworkMode',
    pid: 'PidMode',
    ipc: 'IpcMode',
    uts: 'UTSMode',
    user: 'UsernsMode',
    cgroup: 'CgroupnsMode',
  }
  // An engine that does not say what is usual for control groups (podman) may do the one or the other.
  const named = Object.entries(modes)
    .map(([name, member]): [string, string] => [name, asText(host[member])])
    .filter(([name, mode]) => name !== 'cgroup' || mode !== '')
  const isOwn = (mode: string): boolean =>
    ['', 'default', 'bridge', 'private', 'shareable', 'none', 'slirp4netns'].includes(mode)
  return Object.fromEntries(
    named.map(([name, mode]) => [
      name,
      isOwn(mode) && !(name === 'user' && mode !== 'private') ? 'private' : mode || 'host',
    ]),
  )
}

const LIMITS = [
  'Memory',
  'MemorySwap',
  'MemoryReservation',
  'KernelMemory',
  'CpuShares',
  'NanoCpus',
  'CpuPeriod',
  'CpuQuota',
  'CpusetCpus',
  'CpusetMems',
  'PidsLimit',
  'BlkioWeight',
  'OomKillDisable',
  'Ulimits',
  'ShmSize',
  'CgroupParent',
]

/** What is set, by the engine's own names. */
function readLimits(host: JsonObject): JsonObject {
  const isSet = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value))
  const set = LIMITS.map((name) => [name, host[name]] as const).flatMap(([name, value]) =>
    value !== undefined && isSet(value) ? [[name, value] as const] : [],
  )
  return Object.fromEntries<Json>(set)
}
