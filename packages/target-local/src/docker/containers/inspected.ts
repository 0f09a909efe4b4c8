import { asObject } from '@veinmind/internal'
import type { Container, ContainerSecurity, Device, Json, JsonObject, Mount } from '@veinmind/sdk'
import { asList, asText, asTexts } from '../../shared/json.ts'
import { allCapabilities, fullCapability } from '../../shared/capabilities.ts'
import { DEFAULT_CAPABILITIES } from '../../shared/oci-spec.ts'

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

/** What an engine does with containers that say nothing of it. */
export interface EngineDefaults {
  readonly seccomp: string
  readonly remapsUsers: boolean
}

/** Reads the answer of `/containers/<id>/json` (Docker's API; podman's is the same). */
export function readInspected(raw: JsonObject, defaults: EngineDefaults): InspectedParts {
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
    security: readSecurity(raw, defaults),
    limits: readLimits(asObject(raw['HostConfig'])),
    ...(logPath === '' ? {} : { logPath }),
    raw,
  }
}

function readMount(mount: JsonObject): Mount {
  const propagation = asText(mount['Propagation'])
  const mode = asText(mount['Mode'])
  const name = asText(mount['Name'])
  return {
    type: asText(mount['Type']) || 'bind',
    source: asText(mount['Source']),
    destination: asText(mount['Destination']),
    options: [...mode.split(',').filter(Boolean), ...asTexts(mount['Options'])],
    readOnly: mount['RW'] === false,
    ...(asText(mount['Type']) === 'volume' && name !== '' ? { volume: name } : {}),
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

function readSecurity(raw: JsonObject, { seccomp: defaultSeccomp, remapsUsers }: EngineDefaults): ContainerSecurity {
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
    namespaces: {
      ...readNamespaces(host),
      ...(remapsUsers && asText(host['UsernsMode']) === '' ? { user: 'private' } : {}),
    },
    capabilities: capabilitiesOf(raw, host),
    ...pathsOf(host, isPrivileged),
    devices: asList(host['Devices']).map((device) => readDevice(asObject(device))),
    deviceRules: [...(isPrivileged ? ['a *:* rwm'] : []), ...asTexts(host['DeviceCgroupRules'])],
  }
}

/** Podman says what there is; docker what was added to the usual ones and taken from them (daemon/pkg/oci/caps). */
function capabilitiesOf(raw: JsonObject, host: JsonObject): readonly string[] {
  const told = asTexts(raw['BoundingCaps']).map(fullCapability)
  if (told.length > 0) return told
  if (host['Privileged'] === true) return allCapabilities()
  const [added, dropped] = [asTexts(host['CapAdd']), asTexts(host['CapDrop'])].map((names) => names.map(fullCapability))
  const base = added?.includes('ALL') ? allCapabilities() : dropped?.includes('ALL') ? [] : [...DEFAULT_CAPABILITIES]
  const kept = base.filter((name) => !dropped?.includes(name))
  return [...new Set([...kept, ...(added ?? []).filter((name) => name !== 'ALL')])]
}

/** Engines that are older than the members, and podman, say nothing of them. */
function pathsOf(host: JsonObject, isPrivileged: boolean): Pick<ContainerSecurity, 'maskedPaths' | 'readonlyPaths'> {
  if (isPrivileged) return { maskedPaths: [], readonlyPaths: [] }
  const [masked, readonly] = [host['MaskedPaths'], host['ReadonlyPaths']]
  return {
    ...(Array.isArray(masked) ? { maskedPaths: asTexts(masked) } : {}),
    ...(Array.isArray(readonly) ? { readonlyPaths: asTexts(readonly) } : {}),
  }
}

function readDevice(device: JsonObject): Device {
  const source = asText(device['PathOnHost'])
  return {
    path: asText(device['PathInContainer']) || source,
    ...(source === '' ? {} : { source }),
    access: asText(device['CgroupPermissions']) || 'rwm',
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
