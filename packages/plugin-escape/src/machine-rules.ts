import type { Rule } from '@veinmind/sdk'
import { DAEMON, ESCAPE, rule } from './make-rule.ts'

/** What a rule on a machine is about. */
export type MachineMatter = 'kernelFlaw' | 'runtimeFlaw' | 'openApi' | 'kubelet' | 'unfilteredEngine'

/** The rules about machines. They are reported once for a machine, not for each of its containers. */
export const MACHINE_RULE: Readonly<Record<MachineMatter, Rule>> = {
  kernelFlaw: rule({
    id: 'ESC-101',
    tags: ['flaw:kernel'],
    title: { en: 'A flaw of the kernel lets containers out', zh: '内核存在容器逃逸漏洞' },
    severity: 'high',
    attack: ['T1068', 'T1611'],
    references: [ESCAPE],
    description: {
      en: 'The kernel that all containers of the machine share has a known flaw.',
      zh: '主机上所有容器共用的内核存在已知漏洞。',
    },
    remediation: { en: 'Update the kernel and restart the machine.', zh: '更新内核并重启主机。' },
  }),
  runtimeFlaw: rule({
    id: 'ESC-102',
    tags: ['flaw:runtime'],
    title: { en: 'A flaw of the container runtime lets containers out', zh: '容器运行时存在逃逸漏洞' },
    severity: 'high',
    attack: ['T1068', 'T1611'],
    references: [ESCAPE],
    description: {
      en: 'A program that starts containers has a known flaw.',
      zh: '用于启动容器的程序存在已知漏洞。',
    },
    remediation: { en: 'Update it, and restart what runs with it.', zh: '更新该程序并重启相关容器。' },
  }),
  openApi: rule({
    id: 'ESC-103',
    tags: ['host:engine-api'],
    title: { en: 'The API of a container engine is open to the network', zh: '容器引擎 API 暴露于网络' },
    severity: 'critical',
    attack: ['T1133', 'T1610'],
    references: [DAEMON],
    description: {
      en: 'Whoever reaches it starts privileged containers: it is root on the host.',
      zh: '可访问者能够启动特权容器，等同于主机 root。',
    },
    remediation: {
      en: 'Listen on the socket alone, or with --tlsverify; reach it from elsewhere by ssh.',
      zh: '仅监听套接字，或使用 --tlsverify；远程访问请使用 ssh。',
    },
  }),
  kubelet: rule({
    id: 'ESC-104',
    tags: ['host:kubelet'],
    title: { en: 'The API of kubelet is open', zh: 'kubelet API 未受保护' },
    severity: 'high',
    attack: ['T1133', 'T1609'],
    references: ['https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/'],
    description: {
      en: 'Anybody who reaches it sees the pods of the node, or runs commands in them.',
      zh: '可访问者能够查看节点上的 Pod，或在其中执行命令。',
    },
    remediation: {
      en: 'Set authentication.anonymous.enabled to false, authorization.mode to Webhook, and readOnlyPort to 0.',
      zh: '将 authentication.anonymous.enabled 设为 false，authorization.mode 设为 Webhook，readOnlyPort 设为 0。',
    },
  }),
  unfilteredEngine: rule({
    id: 'ESC-105',
    tags: ['host:unconfined'],
    title: { en: 'The engine filters no system calls', zh: '引擎未启用系统调用过滤' },
    severity: 'high',
    references: ['https://docs.docker.com/engine/security/seccomp/'],
    description: {
      en: 'Every container of it may make every system call of the kernel.',
      zh: '该引擎的所有容器均可调用内核的全部系统调用。',
    },
    remediation: {
      en: 'Take seccomp-profile=unconfined out of the settings of the daemon.',
      zh: '从守护进程配置中去掉 seccomp-profile=unconfined。',
    },
  }),
}
