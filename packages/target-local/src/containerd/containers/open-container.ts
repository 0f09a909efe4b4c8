import type { Container, Image, JsonObject } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { asObject } from '@veinmind/internal'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { layerOfFolder, mountParts } from '../../layers/container-layer.ts'
import { confine } from '../../shared/confinement/confine.ts'
import { readSpec } from '../../shared/oci-spec.ts'
import { readProcesses } from '../../shared/processes.ts'
import type { Host } from '../../shared/host.ts'
import { asCount, asText, parseJson } from '../../shared/json.ts'
import { nativeOf, sourceOf } from '../client/client.ts'
import type { ContainerdClient } from '../client/client.ts'
import { writablePlace } from '../images/snapshots.ts'
import { readUserFacts } from './user-facts.ts'

/** How a container of containerd is opened. */
export interface ContainerdContainerOptions {
  readonly namespace: string
  readonly host: Host
  readonly withMounts: boolean
  readonly signal: AbortSignal
  readonly openImage: (name: string) => Promise<Image | undefined>
  readonly release: () => Promise<void>
}

/** Numbers of the states of a task (api/types/task/task.proto). */
const STATES: readonly Container['state'][] = ['exited', 'created', 'running', 'exited', 'paused', 'paused']

type Missing = Container['missing'][number]

/** The task of a container: its first process and its state; undefined when it has none. */
export async function findTask(
  client: ContainerdClient,
  id: string,
  options: { readonly namespace: string; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly pid: number; readonly state: Container['state'] } | undefined> {
  try {
    const task = asObject((await client.call('task', { container_id: id }, options))['process'])
    return { pid: asCount(task['pid']) ?? 0, state: STATES[asCount(task['status']) ?? 0] ?? 'exited' }
  } catch (error) {
    if (error instanceof VeinmindError && error.code === 'LOCAL_CONTAINERD_NOT_FOUND') return undefined
    throw error
  }
}

/** A container of containerd as an entity; an error of its own when it cannot be had. Throws only on cancellation. */
export async function openContainerdContainer(
  client: ContainerdClient,
  record: JsonObject,
  options: ContainerdContainerOptions,
): Promise<Discovered> {
  const id = asText(record['id'])
  try {
    return { entity: await toContainer(client, { id, record }, options), source: sourceOf(client, options.namespace) }
  } catch (error) {
    await options.release()
    options.signal.throwIfAborted()
    return { target: `${options.namespace}/${id}`, error: toVeinmindError(error, 'LOCAL_CONTAINER_UNREADABLE') }
  }
}

async function toContainer(
  client: ContainerdClient,
  { id, record }: { readonly id: string; readonly record: JsonObject },
  options: ContainerdContainerOptions,
): Promise<Container> {
  const { namespace, signal } = options
  const missing: Missing[] = []
  // The runtime's configuration, which containerd keeps as JSON in an Any.
  const spec = asObject(parseJson(asObject(record['spec'])['value']))
  const told = readSpec(spec)
  const { privileged = told.security.privileged, ...facts } = readUserFacts(record)
  const task = await findTask(client, id, { namespace, signal })
  const reference = asText(record['image'])
  const image = await options.openImage(reference)
  if (image === undefined)
    missing.push({ what: 'files of the image', reason: `containerd has no image ${reference}`, hint: 'pull it again' })
  const snapshot = { snapshotter: asText(record['snapshotter']), key: asText(record['snapshot_key']) }
  const place = await writablePlace(client, snapshot, options)
  const mounts = options.withMounts ? mountParts(told.mounts, options.host, missing) : []
  if (place === undefined)
    missing.push({
      what: 'changed files',
      reason: `the writable layer of the snapshotter ${snapshot.snapshotter} cannot be read`,
      hint: 'run as root on the machine of containerd; overlayfs and native are read',
    })
  const parts = confine(told, { host: options.host, pid: task?.pid, marks: [id, place?.upper ?? ''] })
  const processes = processesOf(task, { id, upper: place?.upper, proc: options.host.proc, missing })
  const labels = asObject(record['labels'])
  const check = (): Promise<void> => checkUnchanged(client, id, { namespace, before: task })
  const seconds = asCount(asObject(record['created_at'])['seconds'])
  return {
    kind: 'container',
    id,
    state: task?.state ?? 'created',
    runtime: 'containerd',
    ...(seconds === undefined ? {} : { created: new Date(seconds * 1000).toISOString() }),
    imageReference: reference,
    ...parts,
    ...facts,
    security: { ...parts.security, ...(privileged === undefined ? {} : { privileged }) },
    ...(image === undefined ? {} : { image }),
    ...(place === undefined
      ? {}
      : { changes: layerOfFolder({ place, index: image?.layers.length ?? 0, mounts, missing, check }) }),
    ...(processes === undefined ? {} : { processes }),
    raw: { namespace, labels, snapshotter: asText(record['snapshotter']), runtime: asObject(record['runtime']), spec },
    ...nativeOf(client, `${namespace}/${id}`),
    missing,
    close: async () => {
      await image?.close?.()
      await options.release()
    },
  }
}

interface ProcessPart {
  readonly id: string
  readonly upper: string | undefined
  readonly proc: string
  readonly missing: Missing[]
}

function processesOf(
  task: { readonly pid: number; readonly state: string } | undefined,
  { id, upper, proc, missing }: ProcessPart,
): Container['processes'] {
  if (task === undefined || task.pid === 0 || task.state === 'exited') return undefined
  const processes = readProcesses({ proc, pid: task.pid, marks: [id, upper ?? ''], missing })
  if (processes === undefined || processes.some(({ env }) => env === undefined)) {
    missing.push({
      what: 'environment and arguments of processes',
      reason: 'the processes in /proc may not be read, or are not visible from here',
      hint: 'run as root on the machine of containerd, in its pid namespace',
    })
  }
  return processes
}

async function checkUnchanged(
  client: ContainerdClient,
  id: string,
  {
    namespace,
    before,
  }: { readonly namespace: string; readonly before: { readonly pid: number; readonly state: string } | undefined },
): Promise<void> {
  await client.call('container', { id }, { namespace }).catch((error: unknown) => {
    throw new VeinmindError('LOCAL_CONTAINER_GONE', `container ${id} was removed in the middle of its scan`, {
      cause: error,
    })
  })
  const now = await findTask(client, id, { namespace })
  if (now?.pid !== before?.pid || now?.state !== before?.state) {
    throw new VeinmindError(
      'LOCAL_CONTAINER_CHANGED',
      `container ${id} was started, stopped or paused in the middle of its scan`,
      { hint: 'scan it again' },
    )
  }
}
