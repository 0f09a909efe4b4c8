import { asList, asText, at } from '../../values.ts'
import { cisKubernetes, pss } from './define.ts'
import type { KubernetesFault, KubernetesRule } from './define.ts'
import type { Manifest } from '../../kubernetes/manifest.ts'
import { cleanPath } from '@veinmind/sdk'
import { isRuntimeSocket, isSensitiveFolder } from '../host-folders.ts'

const FIX = 'volumes:\n  - name: data\n    emptyDir: {}'
const reference = pss('baseline', 'HostPath Volumes')

/** Folders of the node through which a container takes it over. KN-023 reports all other folders. */
export const HOST_PATH_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-016',
    title: { en: 'The socket of the container runtime is mounted', zh: '挂载容器运行时套接字' },
    severity: 'critical',
    why: {
      en: 'Whoever has the socket starts privileged containers: it is root on the node.',
      zh: '持有该套接字即可启动特权容器，等同于节点 root。',
    },
    remedy: {
      en: 'Use the API of the cluster; build images without a daemon.',
      zh: '使用集群 API，或使用无守护进程的镜像构建工具。',
    },
    fix: FIX,
    references: [reference, 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
    attack: ['T1611'],
    check: (manifest) => hostPaths(manifest, isRuntimeSocket),
  },
  {
    id: 'KN-017',
    title: { en: 'lxcfs of the node is mounted', zh: '挂载节点 lxcfs' },
    severity: 'medium',
    why: {
      en: 'A writable lxcfs gives control groups of the node away, and with them a way out.',
      zh: '可写的 lxcfs 暴露节点 cgroup，可被用于逃逸。',
    },
    remedy: { en: 'Mount only the files that are needed, read-only.', zh: '只读挂载所需文件。' },
    fix: FIX,
    references: [reference, 'https://linuxcontainers.org/lxcfs/introduction/'],
    attack: ['T1611'],
    check: (manifest) => hostPaths(manifest, (path) => /(?:^|\/)lxcfs(?:\/|$)/.test(path)),
  },
  {
    id: 'KN-018',
    title: { en: 'The whole file system of the node is mounted', zh: '挂载节点根目录' },
    severity: 'critical',
    why: {
      en: 'Whoever can write /etc or a crontab of the node is root on it.',
      zh: '可写节点 /etc 或 crontab 即可获得节点 root。',
    },
    remedy: {
      en: 'Mount nothing of the node, or the one folder that is needed, read-only.',
      zh: '不挂载节点目录，或仅只读挂载必要目录。',
    },
    fix: FIX,
    references: [reference],
    attack: ['T1611'],
    check: (manifest) => hostPaths(manifest, (path) => path === '/'),
  },
  {
    id: 'KN-019',
    title: { en: '/proc of the node is mounted', zh: '挂载节点 /proc' },
    severity: 'high',
    why: {
      en: 'core_pattern and sysrq in it run programs on the node.',
      zh: '其中的 core_pattern 等可在节点执行程序。',
    },
    remedy: { en: 'Mount nothing of it.', zh: '不要挂载。' },
    fix: FIX,
    references: [reference],
    attack: ['T1611'],
    check: (manifest) => hostPaths(manifest, (path) => /^\/proc(?:\/|$)/.test(path)),
  },
  {
    id: 'KN-040',
    title: { en: 'A system folder of the node is mounted', zh: '挂载节点系统目录' },
    severity: 'high',
    why: {
      en: 'Credentials, start scripts, devices or logs of the node lie there.',
      zh: '其中包含节点凭据、启动脚本、设备或日志。',
    },
    remedy: {
      en: 'Mount nothing of the node, or the one file that is needed, read-only.',
      zh: '不挂载节点目录，或仅只读挂载必要文件。',
    },
    fix: FIX,
    references: [reference, cisKubernetes('5.2.12')],
    attack: ['T1611'],
    check: (manifest) => hostPaths(manifest, (path) => isSensitiveFolder(path) && !isRuntimeSocket(path)),
  },
]

function* hostPaths({ pod, kind, object }: Manifest, isBad: (path: string) => boolean): Generator<KubernetesFault> {
  const isAt = (value: unknown): boolean => {
    const path = asText(at(value, 'hostPath', 'path'))
    return path !== undefined && isBad(cleanPath(path))
  }
  if (pod) {
    for (const [index, volume] of asList(pod.spec['volumes']).entries()) {
      if (isAt(volume)) yield { path: [...pod.specPath, 'volumes', index, 'hostPath', 'path'] }
    }
  }
  if (kind === 'PersistentVolume' && isAt(object['spec'])) yield { path: ['spec', 'hostPath', 'path'] }
}
