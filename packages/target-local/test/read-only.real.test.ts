import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '@veinmind/report'
import { SILENT } from '@veinmind/internal'
import {
  removeTemporary,
  startContainerd,
  startDockerd,
  startDockerd29,
  startPodman,
  temporaryFolder,
} from '@veinmind/services'
import { dockerArchive, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngineContainer } from '../src/docker/containers/open-container.ts'
import { listEngineImages, openEngineImage } from '../src/docker/images/open-image.ts'
import { openEngine } from '../src/docker/client/engine.ts'
import type { Engine } from '../src/docker/client/engine.ts'
import { findHost } from '../src/shared/host.ts'
import { containerTarget, imageTarget } from '../src/index.ts'
import { changedPaths, readState } from './folder-state.ts'
import { riskyImage, runnableImage, scanFound, scanTarget } from './support.ts'

/** An engine with two images and containers that run, have ended and have never run. */
interface Prepared extends AsyncDisposable {
  /** Everything that it keeps. */
  readonly roots: readonly string[]
  /** What a person does who only looks. */
  readonly look: () => Promise<unknown>
  /** What it tells of every container. */
  readonly inspect: () => Promise<string>
  readonly options: Record<string, unknown>
}

const NAMES = ['running', 'ended', 'created']
const folder = temporaryFolder('read-only')
const [busy, risky, oci] = [join(folder, 'busy.tar'), join(folder, 'risky.tar'), join(folder, 'oci.tar')]
beforeAll(async () => {
  writeFileSync(busy, dockerArchive(await runnableImage('registry.local/busy:1')))
  writeFileSync(risky, dockerArchive(riskyImage('registry.local/app:1')))
  writeFileSync(oci, ociArchive(await runnableImage('registry.local/busy:1')))
})
afterAll(() => removeTemporary(folder))

type Run = (args: readonly string[]) => Promise<{ readonly stdout: string }>

async function prepare(run: Run): Promise<Pick<Prepared, 'look' | 'inspect'>> {
  const limits = [
    '--network',
    'host',
    '--ulimit',
    'nofile=1024:1024',
    '--ulimit',
    'nproc=1024:1024',
    'registry.local/busy:1',
  ]
  for (const file of [busy, risky]) await run(['load', '-i', file])
  await run([
    'run',
    '-d',
    '--name',
    'running',
    ...limits,
    '/bin/sh',
    '-c',
    'echo a > /new; rm /etc/gone; exec sleep 1000',
  ])
  await run(['run', '--name', 'ended', ...limits, '/bin/sh', '-c', 'echo a > /new; rm /etc/gone'])
  await run(['create', '--name', 'created', ...limits])
  return {
    look: async () => [await run(['ps', '-a']), await run(['images'])],
    inspect: async () => (await run(['inspect', ...NAMES])).stdout,
  }
}

const ENGINES: Readonly<Record<string, () => Promise<Prepared>>> = {
  'docker 20.10, overlay2': async () => {
    const { docker, address, dataRoot, stop } = await startDockerd()
    return {
      ...(await prepare(docker)),
      roots: [dataRoot],
      options: { from: 'docker', 'docker-host': address },
      [Symbol.asyncDispose]: stop,
    }
  },
  'docker 20.10, vfs': async () => {
    const { docker, address, dataRoot, stop } = await startDockerd({ driver: 'vfs' })
    return {
      ...(await prepare(docker)),
      roots: [dataRoot],
      options: { from: 'docker', 'docker-host': address },
      [Symbol.asyncDispose]: stop,
    }
  },
  'docker 29 and its containerd': async () => {
    const { docker, address, dataRoot, containerd, stop } = await startDockerd29()
    return {
      ...(await prepare(docker)),
      roots: [dataRoot, containerd.root],
      options: { from: 'docker', 'docker-host': address },
      [Symbol.asyncDispose]: stop,
    }
  },
  'podman by its service': async () => {
    const { podman, address, storage, stop } = await startPodman()
    return {
      ...(await prepare(podman)),
      roots: [storage],
      options: { from: 'podman', 'podman-host': address },
      [Symbol.asyncDispose]: stop,
    }
  },
  'podman by its storage': async () => {
    const { podman, storage, stop } = await startPodman()
    return {
      ...(await prepare(podman)),
      roots: [storage],
      options: { from: 'podman', 'storage-root': storage },
      [Symbol.asyncDispose]: stop,
    }
  },
  containerd: async () => {
    const { ctr, socket, root, stop } = await startContainerd()
    await ctr(['images', 'import', oci])
    await ctr(['run', '-d', 'registry.local/busy:1', 'read-only-running'])
    await ctr(['run', '-d', '--snapshotter', 'native', 'registry.local/busy:1', 'read-only-native'])
    await ctr(['containers', 'create', 'registry.local/busy:1', 'read-only-created'])
    const names = ['read-only-running', 'read-only-native', 'read-only-created']
    const inspect = async (): Promise<string> => {
      const told = (await ctr(['tasks', 'ls'])).stdout.split('\n').toSorted()
      for (const name of names) told.push((await ctr(['containers', 'info', name])).stdout)
      return told.join()
    }
    const dispose = async (): Promise<void> => {
      for (const name of names.slice(0, 2)) await ctr(['tasks', 'rm', '--force', name])
      await stop()
    }
    return {
      roots: [root],
      look: async () => ctr(['images', 'ls']),
      inspect,
      options: { from: 'containerd', 'containerd-socket': socket },
      [Symbol.asyncDispose]: dispose,
    }
  },
}

type State = readonly ReturnType<typeof readState>[]

/** What is there when the engine is done with what it was told before: the same twice, a second apart. */
async function settled(state: () => State): Promise<State> {
  for (let before = state(); ;) {
    await sleep(1000)
    const after = state()
    if (before.every((each, index) => changedPaths(each, after[index]!).length === 0)) return after
    before = after
  }
}

const changes = (before: State, after: State): readonly string[] =>
  before.flatMap((each, index) => changedPaths(each, after[index]!))

/** What is there when the engine is idle: looked at by its own command it writes nothing then, so that nothing has to be left out. */
async function idle(state: () => State, look: () => Promise<unknown>): Promise<State> {
  for (let tries = 1; ; tries += 1) {
    const before = await settled(state)
    await look()
    const changed = changes(before, state())
    // Containerd tidies its database up when it finds the time.
    if (changed.length === 0) return before
    if (tries === 3) throw new Error(`the engine writes by itself: ${changed.join(', ')}`)
  }
}

test.each(Object.keys(ENGINES))(
  '%s: after a scan of everything, every file and every container is what it was',
  async (name) => {
    await using engine = await ENGINES[name]!()
    const { inspect, look, roots, options } = engine
    const state = (): State => roots.map((root) => readState(root))
    const [before, told] = [await idle(state, look), await inspect()]
    for (const [target, more] of [
      [imageTarget, {}],
      [containerTarget, {}],
      [containerTarget, { mounts: true }],
    ] as const) {
      const report: Report = await scanTarget(target, ['*'], { ...options, ...more })
      expect(report.errors).toEqual([])
      expect(report.targets.map(({ outcome }) => outcome).length).toBeGreaterThan(0)
      expect(report.targets.filter(({ outcome }) => outcome !== 'ok')).toEqual([])
      expect(changes(before, state())).toEqual([])
    }
    expect(await inspect()).toEqual(told)
  },
)

test.each(['docker', 'podman'] as const)(
  '%s by its API alone: what the engine mounts by itself changes no content and no container',
  async (kind) => {
    await using engine = await ENGINES[kind === 'docker' ? 'docker 20.10, overlay2' : 'podman by its service']!()
    const address = String(engine.options[`${kind}-host`])
    // Of what an overlay writes when it is mounted: its work folder, and docker's for archives.
    const state = (): State =>
      engine.roots.map(
        (root) =>
          new Map([...readState(root, { times: false })].filter(([path]) => !/\/work(?:\/|$)|^tmp(?:\/|$)/.test(path))),
      )
    const [before, told] = [await settled(state), await engine.inspect()]
    await using connected = await openEngine({ address }, { host: findHost(), log: SILENT })
    const remote: Engine = {
      ...connected,
      client: { ...connected.client, isLocal: false },
      dataRoot: undefined,
      host: undefined,
      readDirectly: async () => undefined,
      writable: async () => undefined,
    }
    const { signal } = new AbortController()
    const open = { readDirectly: remote.readDirectly, savesPlain: remote.savesPlain, signal }
    const images = (await listEngineImages(remote.client, signal)).map(async (each) =>
      openEngineImage(remote.client, each, open),
    )
    const containers = NAMES.map(async (name) =>
      openEngineContainer(remote, name, { signal, withMounts: false, release: async () => {} }),
    )
    const report = await scanFound(await Promise.all([...images, ...containers]))
    expect(report.errors).toEqual([])
    expect(report.targets.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(changes(before, state())).toEqual([])
    expect(await engine.inspect()).toEqual(told)
  },
)
