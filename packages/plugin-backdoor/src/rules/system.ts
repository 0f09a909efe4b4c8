import { define, LOOK } from './rule.ts'
import type { Given, SampledRule } from './rule.ts'

const MD5_OF_REAL = '0123456789abcdef0123456789abcdef'

/** What dpkg knows of a system with one package. */
const dpkg = (name: string, path: string): Readonly<Record<string, string>> => ({
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'var/lib/dpkg/status': `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\n\n`,
  [`var/lib/dpkg/info/${name}.list`]: `/.\n/${path}\n`,
  [`var/lib/dpkg/info/${name}.md5sums`]: `${MD5_OF_REAL}  ${path}\n`,
})
const xz = (version: string): Readonly<Record<string, string>> => ({
  'etc/os-release': 'ID=debian\nVERSION_ID="13"\n',
  'var/lib/dpkg/status': `Package: liblzma5\nStatus: install ok installed\nSource: xz-utils\nVersion: ${version}\nArchitecture: amd64\n\n`,
})
/** What apk knows of a system with one program in `/bin`; it says no digest of it. */
const apk = (name: string): Readonly<Record<string, string>> => ({
  'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.0\n',
  'lib/apk/db/installed': `P:x\nV:1.0-r0\nA:x86_64\nF:bin\nR:${name}\na:0:0:755\n\n`,
})
const ELF = '\u007FELF\u0002\u0001\u0001\0'
const XZ = 'https://nvd.nist.gov/vuln/detail/CVE-2024-3094'

/** Files and parts of the system that are not what they should be. */
export const SYSTEM_RULES: readonly SampledRule[] = (
  [
    {
      id: 'BACK-035',
      title: ['A module of PAM belongs to no package', 'PAM 模块不属于任何软件包'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1556.003'],
      match: [
        { ...dpkg('libc6', 'usr/lib/x86_64-linux-gnu/libc.so.6'), 'usr/lib/x86_64-linux-gnu/security/pam_x.so': ELF },
      ],
      clean: [
        {
          ...dpkg('libc6', 'usr/lib/x86_64-linux-gnu/security/pam_x.so'),
          'usr/lib/x86_64-linux-gnu/security/pam_x.so': ELF,
        },
      ],
    },
    {
      id: 'BACK-200',
      title: ['A file of a known rootkit or backdoor', '已知 rootkit 或后门的文件'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1014'],
      match: [
        { 'etc/cron.hourly/gcc.sh': 'true' },
        { 'dev/shm/kdmtmpflush': 'x' },
        { 'root/.config/cron/perfcc': 'x' },
        { 'lib/libudev.so': 'x', 'var/run/gcc.pid': 'y' },
        { 'reptile/reptile_cmd': 'x' },
      ],
      clean: [{ 'lib/libudev.so': 'x' }, { 'etc/sshd_config': 'Port 22' }, { 'usr/bin/sshd2': 'x' }],
    },
    {
      id: 'BACK-201',
      title: ['A kernel module with the name of a rootkit', '内核模块名与已知 rootkit 相同'],
      severity: 'critical',
      confidence: 'medium',
      attack: ['T1014', 'T1547.006'],
      match: [
        { 'lib/modules/6.1.0/extra/diamorphine.ko': 'x' },
        { 'lib/modules/6.1.0/kernel/xC.ko.xz': 'x' },
        { 'usr/lib/modules/6.1.0/reptile.ko.zst': 'x' },
      ],
      clean: [{ 'lib/modules/6.1.0/kernel/strings.ko': 'x' }, { 'lib/modules/6.1.0/kernel/ext4.ko': 'x' }],
    },
    {
      id: 'BACK-202',
      title: ['A kernel module belongs to no package', '内核模块不属于任何软件包'],
      severity: 'low',
      confidence: 'low',
      attack: ['T1547.006'],
      match: [{ ...dpkg('linux-image', 'lib/modules/6.1.0/kernel/a.ko'), 'lib/modules/6.1.0/kernel/b.ko': 'x' }],
      clean: [
        {
          ...dpkg('linux-image', 'lib/modules/6.1.0/kernel/a.ko'),
          'lib/modules/6.1.0/kernel/a.ko': 'x',
          'lib/modules/6.1.0/updates/dkms/b.ko': 'x',
        },
      ],
    },
    {
      id: 'BACK-210',
      title: ['A program of the system is not what its package brought', '系统程序与软件包不一致'],
      severity: 'high',
      confidence: 'high',
      attack: ['T1554'],
      match: [
        { ...dpkg('coreutils', 'bin/ls'), 'usr/bin/ls': ELF },
        { ...dpkg('procps', 'bin/ps'), 'bin/ps': '#!/bin/sh\n/bin/.ps | grep -v x\n' },
      ],
      clean: [{ ...dpkg('coreutils', 'usr/share/doc/x'), 'usr/share/doc/x': 'changed' }],
    },
    {
      id: 'BACK-211',
      title: ['A program has rights that its package does not give', '程序权限超出软件包设置'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1548.001', 'T1222.002'],
      match: [{ ...apk('su'), 'bin/su': { content: ELF, mode: 0o4755 } }],
      clean: [{ ...apk('su'), 'bin/su': { content: ELF, mode: 0o755 } }],
    },
    {
      id: 'BACK-212',
      title: ['A program stands before one of the system', '程序遮蔽了同名系统程序'],
      severity: 'medium',
      confidence: 'low',
      attack: ['T1574.007', 'T1036.005'],
      match: [{ ...dpkg('coreutils', 'usr/bin/ls'), 'usr/local/bin/sudo': { content: ELF, mode: 0o755 } }],
      clean: [{ ...dpkg('coreutils', 'usr/bin/ls'), 'usr/local/bin/python3': { content: ELF, mode: 0o755 } }],
    },
    {
      id: 'BACK-220',
      title: ['A release of xz with a backdoor (CVE-2024-3094)', '含后门的 xz 版本（CVE-2024-3094）'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1195.002'],
      references: [XZ],
      match: [xz('5.6.0-0.2'), xz('5.6.1-1')],
      clean: [xz('5.6.1+really5.4.5-1'), xz('5.8.1-1'), xz('5.4.1-0.2')],
    },
    {
      id: 'BACK-221',
      title: ['A library of xz holds the backdoor (CVE-2024-3094)', 'xz 库中含有后门代码（CVE-2024-3094）'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1195.002', 'T1554'],
      references: [XZ],
      match: [
        {
          'usr/lib/liblzma.so.5.6.1': {
            hex: `7f454c46${'00'.repeat(100)}f30f1efa554889f54c89ce5389fb81e7000000804883ec28488954241848894c241000`,
          },
        },
      ],
      clean: [{ 'usr/lib/liblzma.so.5.6.1': ELF }],
    },
  ] satisfies readonly Omit<Given, 'remedy'>[]
).map((given: Omit<Given, 'remedy'>) => define({ ...given, remedy: LOOK }))
