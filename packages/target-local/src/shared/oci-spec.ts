import { asObject } from '@veinmind/internal'
import type { Container, ContainerSecurity, Device, IdRange, JsonObject, Mount } from '@veinmind/sdk'
import { asCount, asList, asText, asTexts } from './json.ts'

/** What the configuration of an OCI runtime tells of a container (runtime-spec, config.md). */
export type SpecParts = Pick<
  Container,
  'hostname' | 'env' | 'args' | 'workingDir' | 'user' | 'mounts' | 'ports' | 'security' | 'limits'
>

/** What runtimes give to containers of which nothing else is said (containerd and docker; podman gives fewer). */
export const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set(
  [
    'CHOWN',
    'DAC_OVERRIDE',
    'FSETID',
    'FOWNER',
    'MKNOD',
    'NET_RAW',
    'SETGID',
    'SETUID',
    'SETFCAP',
    'SETPCAP',
    'NET_BIND_SERVICE',
    'SYS_CHROOT',
    'KILL',
    'AUDIT_WRITE',
  ].map((name) => `CAP_${name}`),
)

/** Mounts that runtimes make of themselves. */
const OWN_TYPES = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue', 'tmpfs', 'shm'])
/** Of these, what is the kernel's. */
const KERNEL_TYPES = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2'])

/** Reads a runtime's configuration; of an empty one nothing is said about security. */
export function readSpec(spec: JsonObject): SpecParts {
  const process = asObject(spec['process'])
  const linux = asObject(spec['linux'])
  const user = asObject(process['user'])
  return {
    hostname: asText(spec['hostname']),
    env: asTexts(process['env']),
    args: asTexts(process['args']),
    workingDir: asText(process['cwd']),
    user: asCount(user['uid']) === undefined ? '' : `${asCount(user['uid'])}:${asCount(user['gid']) ?? 0}`,
    mounts: asList(spec['mounts'])
      .map((mount) => readMount(asObject(mount)))
      .filter(({ type }) => !OWN_TYPES.has(type)),
    ports: [],
    security: Object.keys(spec).length === 0 ? { namespaces: {} } : readSecurity(spec),
    limits: limitsOf(asObject(linux['resources'])),
  }
}

function readSecurity(spec: JsonObject): ContainerSecurity {
  const process = asObject(spec['process'])
  const linux = asObject(spec['linux'])
  const bounding = asTexts(asObject(process['capabilities'])['bounding'])
  const appArmor = asText(process['apparmorProfile'])
  const seLinux = asText(process['selinuxLabel'])
  return {
    privileged: isPrivileged(linux, bounding),
    addedCapabilities: bounding.filter((name) => !DEFAULT_CAPABILITIES.has(name)),
    droppedCapabilities: [...DEFAULT_CAPABILITIES].filter((name) => !bounding.includes(name)),
    seccomp: linux['seccomp'] === undefined ? 'unconfined' : 'custom',
    ...(appArmor === '' ? {} : { appArmor }),
    ...(seLinux === '' ? {} : { seLinux }),
    noNewPrivileges: process['noNewPrivileges'] === true,
    readOnlyRootfs: asObject(spec['root'])['readonly'] === true,
    namespaces: readNamespaces(linux),
    capabilities: bounding,
    maskedPaths: asTexts(linux['maskedPaths']),
    readonlyPaths: asTexts(linux['readonlyPaths']),
    devices: asList(linux['devices']).map((device) => readDevice(asObject(device))),
    deviceRules: deviceRules(linux),
    userMap: asList(linux['uidMappings']).map((range) => readRange(asObject(range))),
    kernelMounts: asList(spec['mounts'])
      .map((mount) => readMount(asObject(mount)))
      .filter(({ type }) => KERNEL_TYPES.has(type)),
  }
}

/**
 * The configuration has no word for it. What `--privileged` gives, and nothing else together: every device, no filter of
 * system calls, nothing masked. How many capabilities there are depends on the kernel and on what the engine itself has.
 */
function isPrivileged(linux: JsonObject, bounding: readonly string[]): boolean {
  const isMasked = asList(linux['maskedPaths']).length > 0 || asList(linux['readonlyPaths']).length > 0
  return bounding.includes('CAP_SYS_ADMIN') && hasAllDevices(linux) && linux['seccomp'] === undefined && !isMasked
}

/** All but the rules for devices, which are no limits. */
function limitsOf(resources: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(resources).filter(([name]) => name !== 'devices'))
}

function hasAllDevices(linux: JsonObject): boolean {
  const rules = asList(asObject(linux['resources'])['devices']).map(asObject)
  return rules.some(
    ({ allow, access, major, type }) =>
      allow === true && access === 'rwm' && major === undefined && (type === undefined || type === 'a'),
  )
}

function readDevice(device: JsonObject): Device {
  const [path, type] = [asText(device['path']), asText(device['type'])]
  const [major, minor] = [asCount(device['major']), asCount(device['minor'])]
  return {
    path,
    ...(type === 'b' ? { type: 'block' as const } : type === 'c' || type === 'u' ? { type: 'character' as const } : {}),
    ...(major === undefined ? {} : { major }),
    ...(minor === undefined ? {} : { minor }),
    access: 'rwm',
  }
}

/** What the device cgroup allows, in the words of its files. Making a device node without opening it is everybody's. */
function deviceRules(linux: JsonObject): readonly string[] {
  return asList(asObject(linux['resources'])['devices'])
    .map(asObject)
    .flatMap(({ allow, type, major, minor, access }) => {
      const number = (value: typeof major): string => String(asCount(value) ?? '*')
      return allow === true && asText(access) !== 'm'
        ? [`${asText(type) || 'a'} ${number(major)}:${number(minor)} ${asText(access)}`]
        : []
    })
}

function readRange(range: JsonObject): IdRange {
  const number = (name: string): number => asCount(range[name]) ?? 0
  return { inside: number('containerID'), outside: number('hostID'), count: number('size') }
}

function readMount(mount: JsonObject): Mount {
  const options = asTexts(mount['options'])
  const propagation = options.find((option) => /^r?(?:private|shared|slave|unbindable)$/.test(option))
  const isBind = options.some((option) => option === 'bind' || option === 'rbind')
  return {
    type: isBind ? 'bind' : asText(mount['type']),
    source: asText(mount['source']),
    destination: asText(mount['destination']),
    options,
    readOnly: options.includes('ro'),
    ...(propagation === undefined ? {} : { propagation }),
  }
}

/** A namespace that is not named is that of the host; one with a path is somebody else's. */
function readNamespaces(linux: JsonObject): Record<string, string> {
  const named = new Map(
    asList(linux['namespaces'])
      .map(asObject)
      .map((each) => [asText(each['type']), asText(each['path'])]),
  )
  return Object.fromEntries(
    ['pid', 'network', 'ipc', 'uts', 'user', 'cgroup'].map((name) => {
      const path = named.get(name)
      return [name, path === undefined ? 'host' : path === '' ? 'private' : path]
    }),
  )
}
