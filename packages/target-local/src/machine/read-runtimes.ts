import type { FileSystem, RuntimeProgram } from '@veinmind/sdk'
import { baseName, parentPath } from '@veinmind/sdk'
import { bringsFile, readDpkg } from './dpkg-packages.ts'
import { versionInProgram } from './program-version.ts'
import type { RunningProgram } from './running-programs.ts'

/** Programs by their names, what they are, the packages that they come with, and their module in Go. */
const PROGRAMS: Readonly<
  Record<string, { readonly name: string; readonly packages: readonly string[]; readonly module?: string }>
> = {
  runc: { name: 'runc', packages: ['runc', 'runc-app', 'runc-stable'], module: 'github.com/opencontainers/runc' },
  crun: { name: 'crun', packages: ['crun'] },
  containerd: {
    name: 'containerd',
    packages: ['containerd', 'containerd.io', 'containerd-app'],
    module: 'github.com/containerd/containerd',
  },
  dockerd: { name: 'docker', packages: ['docker.io', 'docker-ce'], module: 'github.com/moby/moby' },
  podman: { name: 'podman', packages: ['podman'], module: 'github.com/containers/podman' },
  crio: { name: 'cri-o', packages: ['cri-o'], module: 'github.com/cri-o/cri-o' },
  buildkitd: { name: 'buildkit', packages: ['buildkit'], module: 'github.com/moby/buildkit' },
  kubelet: { name: 'kubelet', packages: ['kubelet'], module: 'k8s.io/kubernetes' },
  'nvidia-container-runtime': {
    name: 'nvidia-container-toolkit',
    packages: ['nvidia-container-toolkit'],
    module: 'github.com/NVIDIA/nvidia-container-toolkit',
  },
}
const FOLDERS = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/opt/bin',
  '/usr/libexec/crio',
  '/usr/local/nvidia/toolkit',
]
const MAX_PROGRAMS = 40

/** The programs of a machine that run containers, with their versions: by their packages, else by what they were built from. None is run. */
export async function readRuntimes(
  files: FileSystem,
  running: readonly RunningProgram[],
): Promise<readonly RuntimeProgram[]> {
  const folders = new Set([
    ...FOLDERS,
    ...running.flatMap(({ path }) => (path?.startsWith('/') ? [parentPath(path)] : [])),
  ])
  const paths = new Set<string>()
  for (const folder of folders) {
    for (const program of Object.keys(PROGRAMS)) {
      const path = await files.realpath(`${folder}/${program}`).catch(() => undefined)
      if (path !== undefined) paths.add(path)
    }
  }
  const installed = await readDpkg(files, new Set(Object.values(PROGRAMS).flatMap(({ packages }) => packages)))
  const found: RuntimeProgram[] = []
  for (const path of [...paths].sort().slice(0, MAX_PROGRAMS)) {
    const known = PROGRAMS[baseName(path)]
    if (known !== undefined) found.push(await describe(files, path, { known, installed }))
  }
  return found
}

interface Known {
  readonly known: (typeof PROGRAMS)[string]
  readonly installed: Awaited<ReturnType<typeof readDpkg>>
}

async function describe(files: FileSystem, path: string, { known, installed }: Known): Promise<RuntimeProgram> {
  for (const name of known.packages) {
    const owner = installed.get(name)
    if (owner === undefined || !(await bringsFile(files, name, path))) continue
    const version = makersVersion(owner.version)
    return { name: known.name, path, package: owner, ...(version === undefined ? {} : { version }) }
  }
  const version = known.module === undefined ? undefined : await versionInProgram(files, path, known.module)
  return { name: known.name, path, ...(version === undefined ? {} : { version }) }
}

/** `1.1.5` of `1.1.5+ds1-1+deb12u1`, `20.10.24` of `5:20.10.24~3-0~debian`. */
function makersVersion(version: string): string | undefined {
  return /^(?:\d+:)?(\d+(?:\.\d+)+(?:[~-]?rc\.?\d+)?)/.exec(version)?.[1]?.replace(/[~-]?rc\.?/, '-rc.')
}
