import { cleanPath } from '@veinmind/sdk'
import { hostMountsOf } from '../../compose/service.ts'
import type { Service } from '../../compose/service.ts'
import { asList, asMembers, asText } from '../../values.ts'
import { isRuntimeSocket, isSensitiveFolder } from '../host-folders.ts'
import { cisDocker, SERVICES } from './define.ts'
import type { ComposeFault, ComposeRule } from './define.ts'

/** Capabilities that docker gives every container. */
const DEFAULT = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])
const FOLDER_FIX = 'volumes:\n  - data:/srv/data'

/** Rules on what separates a service from its host. */
export const ISOLATION_RULES: readonly ComposeRule[] = [
  {
    id: 'CP-001',
    title: { en: 'A privileged service', zh: '特权服务' },
    severity: 'critical',
    why: { en: 'It has every capability and every device of the host.', zh: '拥有主机全部能力与设备。' },
    remedy: { en: 'Leave privileged out; add the capability that is needed.', zh: '去掉 privileged，仅添加所需能力。' },
    fix: 'services:\n  web:\n    privileged: false',
    references: [`${SERVICES}#privileged`, cisDocker('5.5')],
    attack: ['T1610', 'T1611'],
    *check({ value, path }) {
      if (value['privileged'] === true) yield { path: [...path, 'privileged'] }
      for (const hook of ['pre_start', 'post_start', 'pre_stop']) {
        for (const [index, one] of asList(value[hook]).entries())
          if (asMembers(one)['privileged'] === true) yield { path: [...path, hook, index, 'privileged'] }
      }
    },
  },
  {
    id: 'CP-002',
    title: { en: 'The socket of the container runtime is mounted', zh: '挂载容器运行时套接字' },
    severity: 'critical',
    why: {
      en: 'Whoever has the socket starts privileged containers: it is root on the host, also when mounted read-only.',
      zh: '持有套接字等同于主机 root，只读挂载亦然。',
    },
    remedy: {
      en: 'Leave it out, or put a proxy before it that allows the calls that are needed.',
      zh: '去掉，或使用仅放行必要接口的代理。',
    },
    fix: FOLDER_FIX,
    references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', cisDocker('5.32')],
    attack: ['T1611'],
    check: (service) => mounts(service, isRuntimeSocket),
  },
  {
    id: 'CP-003',
    title: { en: 'The whole file system of the host is mounted', zh: '挂载主机根目录' },
    severity: 'critical',
    why: {
      en: 'Whoever can write /etc or a crontab of the host is root on it.',
      zh: '可写主机 /etc 或 crontab 即可获得主机 root。',
    },
    remedy: { en: 'Mount the one folder that is needed.', zh: '仅挂载必要目录。' },
    fix: FOLDER_FIX,
    references: [`${SERVICES}#volumes`, cisDocker('5.6')],
    attack: ['T1611'],
    check: (service) => mounts(service, (path) => path === '/'),
  },
  {
    id: 'CP-004',
    title: { en: 'A system folder of the host is mounted', zh: '挂载主机系统目录' },
    severity: 'high',
    why: {
      en: 'Credentials, start scripts, devices or logs of the host lie there.',
      zh: '其中包含主机凭据、启动脚本、设备或日志。',
    },
    remedy: { en: 'Mount the one file that is needed, read-only.', zh: '仅只读挂载必要文件。' },
    fix: FOLDER_FIX,
    references: [`${SERVICES}#volumes`, cisDocker('5.6')],
    attack: ['T1611'],
    check: (service) =>
      mounts(service, (path) => (isSensitiveFolder(path) || /^\/proc(?:\/|$)/.test(path)) && !isRuntimeSocket(path)),
  },
  {
    id: 'CP-005',
    title: { en: 'A service shares a namespace of its host', zh: '服务共享主机命名空间' },
    severity: 'high',
    why: {
      en: 'It sees the network, the processes or the memory of the host and of its other containers.',
      zh: '可访问主机及其他容器的网络、进程或内存。',
    },
    remedy: { en: 'Leave it out; publish the ports that are needed.', zh: '去掉，并仅发布需要的端口。' },
    fix: 'services:\n  web:\n    ports: ["127.0.0.1:8080:80"]',
    references: [
      `${SERVICES}#network_mode`,
      cisDocker('5.10'),
      cisDocker('5.16'),
      cisDocker('5.17'),
      cisDocker('5.31'),
    ],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const name of ['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'])
        if (value[name] === 'host') yield { path: [...path, name] }
    },
  },
  {
    id: 'CP-006',
    title: { en: 'A service adds a capability', zh: '服务添加了额外能力' },
    severity: 'high',
    why: {
      en: 'Capabilities outside the default set reach the kernel or the network of the host.',
      zh: '默认集以外的能力可触及主机内核或网络。',
    },
    remedy: {
      en: 'Take it out; drop ALL and add only what the program needs.',
      zh: '移除该能力；丢弃 ALL 后仅添加必要能力。',
    },
    fix: 'cap_drop: [ALL]\ncap_add: [NET_BIND_SERVICE]',
    references: [`${SERVICES}#cap_add`, cisDocker('5.4')],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const [index, name] of asList(value['cap_add']).entries()) {
        if (typeof name === 'string' && !DEFAULT.has(name.toUpperCase().replace(/^CAP_/, '')))
          yield { path: [...path, 'cap_add', index] }
      }
    },
  },
  {
    id: 'CP-007',
    title: { en: 'A protection of the kernel is switched off', zh: '关闭内核安全防护' },
    severity: 'high',
    why: {
      en: 'seccomp, AppArmor and SELinux stop what exploits of the kernel need.',
      zh: 'seccomp、AppArmor 与 SELinux 可阻止内核漏洞利用。',
    },
    remedy: { en: 'Leave the default on, or use a profile of your own.', zh: '保持默认，或使用自有配置。' },
    fix: 'security_opt: ["no-new-privileges:true"]',
    references: [`${SERVICES}#security_opt`, cisDocker('5.2'), cisDocker('5.3'), cisDocker('5.22')],
    attack: ['T1562.001'],
    *check({ value, path }) {
      for (const [index, option] of asList(value['security_opt']).entries()) {
        if (
          typeof option === 'string' &&
          /^(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable|no-new-privileges[:=]false)$/i.test(
            option,
          )
        )
          yield { path: [...path, 'security_opt', index] }
      }
    },
  },
  {
    id: 'CP-008',
    title: { en: 'A device of the host is handed in', zh: '挂载主机设备' },
    severity: 'high',
    confidence: 'medium',
    why: {
      en: 'Disks and memory of the host can be read and written past every right.',
      zh: '可绕过权限读写主机磁盘与内存。',
    },
    remedy: { en: 'Name the one device that is needed.', zh: '仅挂载必要设备。' },
    fix: 'devices: ["/dev/ttyUSB0:/dev/ttyUSB0"]',
    references: [`${SERVICES}#devices`, cisDocker('5.18')],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const [index, device] of asList(value['devices']).entries()) {
        const source = typeof device === 'string' ? device.split(':', 1)[0] : undefined
        if (
          source !== undefined &&
          /^\/dev(?:\/?$|\/(?:mem|kmem|port|kmsg|sd[a-z]\d*|nvme\w+|vd[a-z]\d*|xvd[a-z]\d*|dm-\d+|mapper\/.*)$)/.test(
            source,
          )
        )
          yield { path: [...path, 'devices', index] }
      }
    },
  },
  {
    id: 'CP-009',
    title: { en: 'A service may gain privileges', zh: '允许权限提升' },
    severity: 'low',
    why: { en: 'A set-user-ID program makes its caller root.', zh: 'SUID 程序可用于提权。' },
    remedy: { en: 'Set no-new-privileges.', zh: '设置 no-new-privileges。' },
    fix: 'security_opt: ["no-new-privileges:true"]',
    references: [`${SERVICES}#security_opt`, cisDocker('5.26')],
    attack: ['T1548.001'],
    *check({ value, path }) {
      const isSet = asList(value['security_opt']).some((option) =>
        /^no-new-privileges(?:[:=]true)?$/.test(asText(option) ?? ''),
      )
      if (!isSet) yield { path }
    },
  },
]

function* mounts(service: Service, isBad: (path: string) => boolean): Generator<ComposeFault> {
  for (const { source, path } of hostMountsOf(service))
    if (source.startsWith('/') && isBad(cleanPath(source))) yield { path }
}
