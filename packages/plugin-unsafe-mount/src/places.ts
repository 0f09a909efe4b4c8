import type { Severity } from '@veinmind/sdk'
import type { Matter } from './rules.ts'

/** Severity when it is writable, and when it is read-only; undefined where that is harmless. */
export type Severities = readonly [writable: Severity | undefined, readOnly: Severity | undefined]

/** A place of a host, and what it means when it is mounted. `*` in a path is any one name. */
export interface Place {
  readonly path: string
  readonly rule: Matter
  /** When the place itself is mounted. */
  readonly equals: Severities
  /** When something below it is mounted; by default as `equals`. */
  readonly under?: Severities
  /** When a folder above it is mounted; harmless by default. The whole disk has a rule of its own. */
  readonly above?: Severities
}

const NONE: Severities = [undefined, undefined]
const BAD: Severities = ['critical', 'high']
const WORST: Severities = ['critical', 'critical']
/** Programs and units that the host runs: harmless to read. */
const RUNS: Severities = ['critical', undefined]
const PUBLIC: Severities = ['low', undefined]

/** Places with the same meaning. */
const each = (paths: string, place: Omit<Place, 'path'>): readonly Place[] =>
  paths
    .trim()
    .split(/\s+/)
    .map((path) => ({ path, ...place }))

/** Credentials in a home, below it. */
const IN_HOMES =
  '.ssh .aws .kube .docker .gnupg .azure .config/gcloud .config/gh .oci .netrc .git-credentials .npmrc .pypirc .pgpass .vault-token .bash_history'
/** What is run when somebody logs in. */
const STARTED = '.bashrc .profile .bash_profile .zshrc .config/systemd .config/autostart'
const inside = (home: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `${home}/${name}`)
    .join(' ')

/** The places. The nearest one decides: `/etc/localtime` is not judged as `/etc` is. */
export const PLACES: readonly Place[] = [
  { path: '/', rule: 'root', equals: BAD, under: NONE },
  // The kernel's own files.
  { path: '/proc', rule: 'kernel', equals: ['critical', 'medium'], under: ['high', 'low'] },
  ...each('/proc/sys /proc/sysrq-trigger', { rule: 'kernel', equals: ['critical', 'low'] }),
  { path: '/sys', rule: 'kernel', equals: ['critical', 'low'], under: ['high', undefined] },
  { path: '/sys/fs/cgroup', rule: 'kernel', equals: ['high', undefined] },
  ...each('/sys/kernel /sys/kernel/debug /sys/kernel/tracing /sys/fs/bpf', {
    rule: 'kernel',
    equals: ['critical', 'medium'],
  }),
  { path: '/sys/kernel/mm', rule: 'kernel', equals: ['medium', undefined] },
  // What the host runs, and by whom.
  { path: '/etc', rule: 'system', equals: ['critical', 'medium'], under: ['medium', undefined] },
  ...each(
    '/etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly /etc/crontab /etc/anacrontab /var/spool/cron /var/spool/at',
    { rule: 'system', equals: RUNS, above: RUNS },
  ),
  ...each(
    '/etc/systemd /run/systemd /usr/lib/systemd /lib/systemd /usr/local/lib/systemd /etc/init.d /etc/rc.local /etc/rc.d /etc/xinetd.d',
    { rule: 'system', equals: RUNS, above: RUNS },
  ),
  ...each('/etc/passwd /etc/group /etc/sudoers /etc/sudoers.d /etc/doas.conf /etc/pam.d /etc/security /etc/polkit-1', {
    rule: 'system',
    equals: RUNS,
    above: RUNS,
  }),
  ...each(
    '/etc/ld.so.preload /etc/ld.so.conf /etc/ld.so.conf.d /etc/profile /etc/profile.d /etc/bash.bashrc /etc/environment /etc/udev /etc/modprobe.d /etc/modules-load.d /etc/sysctl.conf /etc/sysctl.d /etc/NetworkManager /etc/logrotate.d /etc/apt /etc/yum.repos.d /etc/binfmt.d',
    { rule: 'system', equals: RUNS },
  ),
  ...each(
    '/etc/localtime /etc/timezone /etc/machine-id /etc/os-release /etc/lsb-release /etc/resolv.conf /etc/hosts /etc/hostname /etc/nsswitch.conf /etc/ssl/certs /etc/pki/tls/certs /etc/pki/ca-trust /etc/ca-certificates /usr/share/ca-certificates /usr/local/share/ca-certificates /usr/share/zoneinfo',
    { rule: 'system', equals: PUBLIC },
  ),
  ...each(
    '/usr /bin /sbin /lib /lib64 /usr/bin /usr/sbin /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/sbin /usr/local/lib /lib/modules /usr/lib/modules',
    { rule: 'system', equals: RUNS },
  ),
  ...each('/usr/share /usr/src /usr/include /opt', { rule: 'system', equals: ['medium', undefined] }),
  { path: '/boot', rule: 'system', equals: RUNS },
  { path: '/var', rule: 'system', equals: BAD, under: NONE },
  { path: '/var/lib', rule: 'system', equals: BAD, under: NONE },
  ...each('/var/lib/dpkg /var/lib/rpm /var/lib/apt', { rule: 'system', equals: ['high', undefined] }),
  { path: '/run', rule: 'system', equals: WORST, under: NONE },
  { path: '/run/udev', rule: 'system', equals: ['medium', undefined] },
  { path: '/run/dbus', rule: 'system', equals: ['high', 'high'] },
  { path: '/run/systemd/private', rule: 'system', equals: WORST },
  ...each('/run/systemd/resolve /run/systemd/journal /run/systemd/notify /run/systemd/timesync', {
    rule: 'system',
    equals: ['medium', undefined],
  }),
  { path: '/tmp', rule: 'system', equals: ['low', undefined], under: NONE },
  ...each('/var/lib/lxcfs /lxcfs', { rule: 'kernel', equals: ['high', 'low'], under: ['low', undefined] }),
  // Credentials.
  ...each('/etc/shadow /etc/gshadow /etc/shadow- /etc/security/opasswd', { rule: 'credentials', equals: BAD }),
  ...each('/etc/ssh /etc/ssl/private /etc/pki/tls/private /etc/krb5.keytab', { rule: 'credentials', equals: BAD }),
  { path: '/etc/ssh/ssh_config', rule: 'system', equals: ['medium', undefined] },
  { path: '/root', rule: 'credentials', equals: BAD, under: ['low', undefined] },
  { path: '/home', rule: 'credentials', equals: ['high', 'high'], under: NONE },
  { path: '/home/*', rule: 'credentials', equals: ['high', 'medium'], under: NONE },
  ...each(inside('/root', IN_HOMES), { rule: 'credentials', equals: BAD }),
  ...each(inside('/home/*', IN_HOMES), { rule: 'credentials', equals: ['high', 'high'] }),
  ...each(inside('/root', STARTED), { rule: 'system', equals: RUNS }),
  ...each(inside('/home/*', STARTED), { rule: 'system', equals: ['high', undefined] }),
  ...each('/var/lib/cloud /var/lib/waagent /etc/boto.cfg /etc/gce.conf /var/lib/google', {
    rule: 'credentials',
    equals: ['high', 'medium'],
  }),
  // Devices. For a device that is not listed here, `judgeDevice` decides.
  { path: '/dev', rule: 'device', equals: ['critical', 'high'], under: NONE },
  ...each('/dev/mem /dev/kmem /dev/port /dev/kcore', { rule: 'device', equals: WORST }),
  { path: '/dev/mapper', rule: 'device', equals: BAD },
  { path: '/dev/disk', rule: 'device', equals: BAD },
  // Clusters and runtimes.
  { path: '/etc/kubernetes', rule: 'cluster', equals: WORST },
  { path: '/etc/kubernetes/manifests', rule: 'cluster', equals: ['critical', 'medium'] },
  ...each('/etc/rancher /var/lib/rancher /var/lib/etcd /var/lib/k0s /var/lib/kubelet/pki', {
    rule: 'cluster',
    equals: WORST,
  }),
  { path: '/var/lib/kubelet', rule: 'cluster', equals: BAD, under: ['high', 'low'] },
  { path: '/var/lib/kubelet/pods', rule: 'cluster', equals: BAD, under: NONE },
  ...each('/var/lib/kubelet/device-plugins /var/lib/kubelet/plugins /var/lib/kubelet/plugins_registry', {
    rule: 'cluster',
    equals: ['medium', 'low'],
  }),
  ...each('/etc/cni /opt/cni /opt/cni/bin /etc/cni/net.d', { rule: 'cluster', equals: ['critical', undefined] }),
  ...each(
    '/var/lib/docker /var/lib/containerd /var/lib/containers /run/containerd /run/runc /run/crio /run/containers',
    { rule: 'cluster', equals: BAD, under: ['high', 'medium'] },
  ),
  ...each('/var/lib/docker/volumes /var/lib/containers/storage/volumes', {
    rule: 'cluster',
    equals: ['high', 'medium'],
    under: NONE,
  }),
  ...each('/etc/docker /etc/containerd /etc/crio /etc/containers', { rule: 'cluster', equals: ['high', 'low'] }),
  // Logs.
  { path: '/var/log', rule: 'logs', equals: ['high', 'medium'], under: ['medium', undefined] },
  ...each('/var/log/pods /var/log/containers', { rule: 'logs', equals: ['medium', 'low'] }),
]
