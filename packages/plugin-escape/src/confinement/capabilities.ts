import type { Severity, Text } from '@veinmind/sdk'

/** What each capability beyond the default ones is worth to an attacker by itself. Those that are not listed reach nothing of the host. */
export const CAPABILITY_WAYS: Readonly<Record<string, { readonly severity: Severity; readonly gives: Text }>> = {
  CAP_SYS_RAWIO: { severity: 'high', gives: { en: 'ports and memory of the machine', zh: '主机端口与内存' } },
  CAP_SYS_BOOT: {
    severity: 'medium',
    gives: { en: 'another kernel by kexec, or a restart', zh: '通过 kexec 更换内核或重启' },
  },
  CAP_SYS_PTRACE: { severity: 'medium', gives: { en: 'memory of every process that it sees', zh: '可见进程的内存' } },
  CAP_BPF: { severity: 'high', gives: { en: 'programs in the kernel', zh: '在内核中运行程序' } },
  CAP_PERFMON: {
    severity: 'medium',
    gives: { en: 'what the kernel and other processes do', zh: '监视内核与其他进程' },
  },
  CAP_NET_ADMIN: {
    severity: 'medium',
    gives: { en: 'interfaces, routes and filters of its network', zh: '网络接口、路由与过滤规则' },
  },
  CAP_MAC_ADMIN: { severity: 'high', gives: { en: 'the policy of security modules', zh: '安全模块策略' } },
  CAP_MAC_OVERRIDE: { severity: 'high', gives: { en: 'a way past security modules', zh: '绕过安全模块' } },
  CAP_SYSLOG: { severity: 'low', gives: { en: 'addresses and messages of the kernel', zh: '内核地址与日志' } },
  CAP_SYS_TIME: { severity: 'low', gives: { en: 'the clock of the machine', zh: '主机时钟' } },
  CAP_AUDIT_CONTROL: { severity: 'medium', gives: { en: 'the audit of the kernel', zh: '内核审计' } },
  CAP_AUDIT_READ: { severity: 'low', gives: { en: 'the audit log of the machine', zh: '主机审计日志' } },
  CAP_CHECKPOINT_RESTORE: { severity: 'medium', gives: { en: 'the state of processes', zh: '进程状态' } },
  CAP_SYS_RESOURCE: { severity: 'low', gives: { en: 'limits beyond its own', zh: '突破资源限制' } },
  CAP_LINUX_IMMUTABLE: { severity: 'low', gives: { en: 'files that cannot be changed', zh: '不可变文件属性' } },
  CAP_SYS_PACCT: { severity: 'low', gives: { en: 'the accounting of processes', zh: '进程记账' } },
  CAP_SYS_TTY_CONFIG: { severity: 'low', gives: { en: 'terminals of the machine', zh: '主机终端' } },
  CAP_BLOCK_SUSPEND: { severity: 'low', gives: { en: 'whether the machine sleeps', zh: '主机休眠' } },
  CAP_IPC_OWNER: { severity: 'low', gives: { en: 'shared memory of others', zh: '他人的共享内存' } },
  CAP_NET_BROADCAST: { severity: 'low', gives: { en: 'broadcasts', zh: '网络广播' } },
}
