import type { Bytes } from '../executables/model.ts'
import type { MainModule } from '../languages/go/modules.ts'
import type { Findings } from '../languages/reading.ts'
import GO_PROGRAMS from './go-programs.json' with { type: 'json' }
import { minioRelease } from './minio-release.ts'

/** What a program is known as, and who else than Go's modules tells its version. */
interface GoProgram {
  readonly name: string
  readonly release?: string
}

const programs: ReadonlyMap<string, GoProgram> = new Map(
  Object.entries(GO_PROGRAMS).map(([path, program]) => [
    path,
    typeof program === 'string' ? { name: program } : program,
  ]),
)
/** Of Kubernetes and etcd there are several programs in one module. */
const BY_FILE =
  /^(?:kube-[a-z-]+|kubelet|kubectl|kubeadm|etcdctl|etcdutl|containerd-shim[a-z0-9-]*|dockerd|docker-proxy|promtool)$/

/** Adds the program that a Go program is known as, by its main module or its package: `k8s.io/kubernetes/cmd/kubelet` is kubelet. */
export async function addGoProgram(
  { path, version }: MainModule,
  { file, bytes }: { readonly file: string; readonly bytes: Bytes },
  findings: Findings,
): Promise<void> {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const program = programs.get(path.slice(0, end))
    if (program === undefined) continue
    const own = program.release === 'minio' ? await minioRelease(bytes, version) : versionOf(version)
    if (own !== undefined)
      findings.add({
        type: 'generic',
        name: BY_FILE.test(file) ? file : program.name,
        version: own,
        isInstalled: true,
      })
    return
  }
}

function versionOf(version: string): string | undefined {
  return /^v?\d/.test(version) ? version.replace(/^v/, '') : undefined
}
