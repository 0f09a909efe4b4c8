import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, startContainerd, startDockerd29, startPodman, temporaryFolder } from '@veinmind/services'
import { dockerArchive, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { containerTarget } from '../src/index.ts'
import { discover, runnableImage, scanFound } from './support.ts'

/** An engine in which containers can be made. */
interface Engine extends AsyncDisposable {
  readonly options: Record<string, unknown>
  readonly create: (name: string) => Promise<unknown>
  readonly start: (name: string) => Promise<unknown>
  readonly kill: (name: string) => Promise<unknown>
  readonly remove: (name: string) => Promise<unknown>
}

const folder = temporaryFolder('changes')
const [archive, oci] = [join(folder, 'busy.tar'), join(folder, 'oci.tar')]
beforeAll(async () => {
  const image = await runnableImage('registry.local/busy:1')
  writeFileSync(archive, dockerArchive(image))
  writeFileSync(oci, ociArchive(image))
})
afterAll(() => removeTemporary(folder))

const BUSY = 'registry.local/busy:1'
const LIMITS = ['--network', 'host', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024', BUSY]

function byCommands(
  run: (args: readonly string[]) => Promise<unknown>,
): Omit<Engine, 'options' | typeof Symbol.asyncDispose> {
  return {
    create: async (name) => run(['create', '--name', name, ...LIMITS]),
    start: async (name) => run(['start', name]),
    kill: async (name) => run(['kill', name]),
    remove: async (name) => run(['rm', '-f', name]),
  }
}

const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  'docker 29': async () => {
    const { docker, address, stop } = await startDockerd29()
    await docker(['load', '-i', archive])
    return { ...byCommands(docker), options: { from: 'docker', 'docker-host': address }, [Symbol.asyncDispose]: stop }
  },
  'podman by its service': async () => {
    const { podman, address, stop } = await startPodman()
    await podman(['load', '-i', archive])
    return { ...byCommands(podman), options: { from: 'podman', 'podman-host': address }, [Symbol.asyncDispose]: stop }
  },
  'podman by its storage': async () => {
    const { podman, storage, stop } = await startPodman()
    await podman(['load', '-i', archive])
    return { ...byCommands(podman), options: { from: 'podman', 'storage-root': storage }, [Symbol.asyncDispose]: stop }
  },
  containerd: async () => {
    const { ctr, socket, stop } = await startContainerd()
    await ctr(['images', 'import', oci])
    const started = new Set<string>()
    const end = async (name: string): Promise<void> =>
      void (started.delete(name) && (await ctr(['tasks', 'rm', '--force', name])))
    return {
      options: { from: 'containerd', 'containerd-socket': socket },
      create: async (name) => ctr(['containers', 'create', BUSY, name]),
      start: async (name) => (started.add(name), ctr(['tasks', 'start', '-d', name])),
      kill: end,
      remove: async (name) => (await end(name), ctr(['containers', 'rm', name])),
      async [Symbol.asyncDispose]() {
        for (const name of started) await end(name)
        await stop()
      },
    }
  },
}

test.each(Object.keys(ENGINES))(
  '%s: removed, ended or started in the middle of its scan is an error of that container',
  async (name) => {
    await using engine = await ENGINES[name]!()
    const names = ['change-removed', 'change-ended', 'change-started', 'change-not', 'change-never']
    for (const each of names) await engine.create(each)
    for (const each of names.slice(0, 2)) await engine.start(each)
    await engine.start('change-not')
    const found = await discover(containerTarget, names, engine.options)
    await engine.remove('change-removed')
    await engine.kill('change-ended')
    await engine.start('change-started')
    const report = await scanFound(found)
    expect(report.targets.map((each) => `${each.name} ${each.outcome}`).toSorted()).toEqual([
      'change-ended partial',
      'change-never ok',
      'change-not ok',
      'change-removed partial',
      'change-started partial',
    ])
    expect(report.errors.map(({ code, target }) => `${target} ${code}`).toSorted()).toEqual([
      'change-ended LOCAL_CONTAINER_CHANGED',
      'change-removed LOCAL_CONTAINER_GONE',
      'change-started LOCAL_CONTAINER_CHANGED',
    ])
  },
)
