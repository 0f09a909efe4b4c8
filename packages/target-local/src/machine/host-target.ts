import { createHash } from 'node:crypto'
import { createLayer } from '@veinmind/image'
import { machine, usageError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { Host } from '@veinmind/sdk'
import type { Discovered, Target } from '@veinmind/sdk/target'
import { findHost } from '../shared/host.ts'
import { noteLeftOut } from '../layers/note-left-out.ts'
import { layerOf } from '../paths/rootfs.ts'
import { openHostFiles } from './host-files.ts'
import { readMachine } from './read-machine.ts'

/** The machine that the scan runs on, or the one whose root is mounted (LIBVEINMIND_HOST_ROOTFS). */
export const hostTarget: Target = defineTarget({
  name: 'host',
  description: 'this machine: its files, its kernel and its operating system',
  kinds: ['host'],
  usage: '',
  examples: ['scan host'],
  async *discover(targets, { signal }): AsyncGenerator<Discovered> {
    if (targets.length > 0)
      throw usageError('USAGE', 'scan host takes no target: it scans this machine', {
        hint: 'LIBVEINMIND_HOST_ROOTFS names the folder where the root of another one is mounted',
      })
    signal.throwIfAborted()
    yield { entity: await openMachine(), source: describeSource(findHost().root) }
  },
})

/** Where a machine is had from, for the report. */
export const describeSource = (root: string): string =>
  root === '/' ? 'this machine' : `the machine whose root is ${root}`

/** The machine whose root is `root`. */
export async function openMachine(root: string = findHost().root): Promise<Host> {
  const opened = openHostFiles(root)
  const known = await readMachine(opened.files, findHost(root))
  const leftOut = noteLeftOut(() => undefined)
  return {
    kind: 'host',
    id: await idOf(opened.files, known.hostname),
    name: known.hostname,
    machine: known,
    files: opened.files,
    root: createLayer(layerOf(root, leftOut), 0),
    facts: { [machine.id]: known },
    close: () => opened.close(),
  }
}

type Files = Host['files']

/** The id of a machine is not to be told: a hash of it tells machines from each other as well. */
async function idOf(files: Files, hostname: string): Promise<string> {
  const id = await files.readFile('/etc/machine-id', { max: 1024 }).catch(() => Buffer.from(hostname))
  return `host:${createHash('sha256').update('veinmind host\n').update(id).digest('hex')}`
}
