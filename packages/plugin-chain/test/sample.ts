import type { ContainerSecurity, Entity, Image, JsonObject, Machine, Mount, Process } from '@veinmind/sdk'
import { machine as machineFact } from '@veinmind/sdk'
import { buildCluster, buildContainer, buildHost, buildImage, layer, remove } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'

/** What a sample is made of, by what a path needs. */
export interface Parts {
  readonly files?: Readonly<Record<string, FileSpec>>
  /** Files of a lower layer that an upper one deletes. */
  readonly deleted?: Readonly<Record<string, FileSpec>>
  readonly changes?: Readonly<Record<string, FileSpec>>
  readonly history?: readonly string[]
  readonly config?: JsonObject
  readonly ports?: readonly string[]
  readonly mounts?: readonly string[]
  readonly security?: Partial<ContainerSecurity>
  readonly user?: string
  readonly machine?: Partial<Machine>
  readonly processes?: readonly Process[]
}

const CAPABILITIES =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'
const USUAL: ContainerSecurity = {
  privileged: false,
  capabilities: CAPABILITIES.split(' ').map((name) => `CAP_${name}`),
  seccomp: 'default',
  appArmor: 'docker-default',
  noNewPrivileges: false,
  namespaces: { pid: 'private', network: 'private', ipc: 'private', uts: 'private', user: 'host', cgroup: 'private' },
  maskedPaths: ['/proc/kcore'],
  readonlyPaths: ['/proc/sys'],
  devices: [],
  deviceRules: ['c 1:3 rwm'],
}

/** All of several. */
export function join(all: readonly Parts[]): Parts {
  const files = (name: 'files' | 'deleted' | 'changes') => Object.assign({}, ...all.map((parts) => parts[name] ?? {}))
  const list = <T>(of: (parts: Parts) => readonly T[] | undefined) => all.flatMap((parts) => of(parts) ?? [])
  const deleted = files('deleted')
  return {
    ...Object.assign({}, ...all),
    files: files('files'),
    changes: files('changes'),
    ...(Object.keys(deleted).length === 0 ? {} : { deleted }),
    history: list(({ history }) => history),
    mounts: list(({ mounts }) => mounts),
    processes: list(({ processes }) => processes),
    config: Object.assign({}, ...all.map(({ config }) => config ?? {})),
  }
}

export function imageOf({ files = {}, deleted, history = [], config = {} }: Parts): Image {
  const lower = deleted === undefined ? [] : [layer(deleted), layer(remove(...Object.keys(deleted)))]
  const layers = [...lower, layer({ 'etc/hostname': 'x', ...files })]
  const steps = layers.map(() => ({ created_by: 'COPY . /' }))
  return buildImage(...layers, {
    references: ['registry.example/app:1'],
    config,
    history: [...steps, ...history.map((created_by) => ({ created_by, empty_layer: true }))],
  })
}

/** A container with its machine, as a scan of containers has them. */
export function containerOf(parts: Parts): readonly Entity[] {
  const { changes = {}, ports = [], mounts = [], security = {}, user = '', machine, processes = [] } = parts
  const host = buildHost({
    machine: { kernel: '6.1.0-40-amd64', securityModules: ['apparmor'], cgroup: 2, ...machine },
  })
  const container = buildContainer({
    name: 'app',
    state: 'running',
    image: imageOf(parts),
    changes: layer({ 'var/lib/state': 'x', ...changes }),
    ports,
    processes,
    user,
    mounts: mounts.map(bind),
    security: { ...USUAL, ...security },
    raw: { HostConfig: { SecurityOpt: [] } },
    facts: { [machineFact.id]: host.machine },
  })
  return [container, host]
}

function bind(source: string): Mount {
  return { type: 'bind', source, destination: `/mnt${source}`, options: ['rw'], readOnly: false }
}

/** The objects of a cluster, and an image that its workload `default/Deployment/web` runs. */
export function clusterOf(objects: readonly JsonObject[], image?: Parts): readonly Entity[] {
  const cluster = buildCluster(objects, { name: 'prod' })
  if (image === undefined) return [cluster]
  return [cluster, { ...imageOf(image), usedBy: { cluster: cluster.id, workloads: ['default/Deployment/web'] } }]
}

/** A Deployment of one container. */
export function deployment(container: JsonObject = {}, pod: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'registry.example/app:1', ...container }], ...pod },
      },
    },
  }
}
