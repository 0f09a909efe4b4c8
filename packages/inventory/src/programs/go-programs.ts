import GO_PROGRAMS from './go-programs.json' with { type: 'json' }
import type { MainModule } from '../languages/go/modules.ts'
import type { Findings } from '../languages/reading.ts'

const programs: ReadonlyMap<string, string> = new Map(Object.entries(GO_PROGRAMS))
/** Of Kubernetes and etcd there are several programs in one module. */
const BY_FILE =
  /^(?:kube-[a-z-]+|kubelet|kubectl|kubeadm|etcdctl|etcdutl|containerd-shim[a-z0-9-]*|dockerd|docker-proxy|promtool)$/

/** Adds the program that a Go program is known as, by its main module or its package: `k8s.io/kubernetes/cmd/kubelet` is kubelet. */
export function addGoProgram({ path, version }: MainModule, file: string, findings: Findings): void {
  if (!/^v?\d/.test(version)) return
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const name = programs.get(path.slice(0, end))
    if (name === undefined) continue
    findings.add({
      type: 'generic',
      name: BY_FILE.test(file) ? file : name,
      version: version.replace(/^v/, ''),
      isInstalled: true,
    })
    return
  }
}
