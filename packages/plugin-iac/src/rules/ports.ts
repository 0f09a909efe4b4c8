/** Ports by which machines and clusters are administered. */
export const ADMIN_PORTS: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [23, 'Telnet'],
  [111, 'rpcbind'],
  [135, 'RPC'],
  [139, 'NetBIOS'],
  [445, 'SMB'],
  [512, 'rexec'],
  [513, 'rlogin'],
  [514, 'rsh'],
  [873, 'rsync'],
  [2049, 'NFS'],
  [2375, 'Docker without TLS'],
  [2376, 'Docker'],
  [2377, 'Swarm'],
  [2379, 'etcd'],
  [2380, 'etcd'],
  [3389, 'RDP'],
  [4194, 'cAdvisor'],
  [5900, 'VNC'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6443, 'kube-apiserver'],
  [8001, 'kubectl proxy'],
  [10250, 'kubelet'],
  [10255, 'kubelet'],
])

/** The first and last port of `80`, `80/tcp`, `8000-8010`; undefined for what is no number. */
export function portRange(text: string): { readonly first: number; readonly last: number } | undefined {
  const [, first, last = first] = /^(-?\d{1,9})(?:-(\d{1,9}))?(?:\/[a-z]+)?$/i.exec(text.trim()) ?? []
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) }
}
