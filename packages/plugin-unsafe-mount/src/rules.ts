import type { Rule } from '@veinmind/sdk'

/** The titles are those of plugin-iac, where a manifest asks for the same. */
export const RUNTIME_SOCKET: Rule = {
  id: 'MOUNT-001',
  title: { en: 'The socket of the container runtime is mounted', zh: '挂载容器运行时套接字' },
  severity: 'critical',
  confidence: 'high',
  attack: ['T1610', 'T1611'],
  description: {
    en: 'Whoever has the socket starts privileged containers: it is root on the host, also when it is mounted read-only.',
    zh: '持有该套接字即可启动特权容器，等同于主机 root；只读挂载亦然。',
  },
  references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  remediation: {
    en: 'Take the mount away. Where the API is needed, put a proxy before it that allows the few calls that are.',
    zh: '移除该挂载；确需使用 API 时，通过仅放行必要调用的代理访问。',
  },
}

/** Every rule of the plugin. */
export const RULES: readonly Rule[] = [RUNTIME_SOCKET]
