import { define, LOOK } from './rule.ts'
import type { Given, SampledRule } from './rule.ts'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmWqZ3v0Q2vVw9bC1XcJmQxR5pT7uYhNnLqZaEbGdFs'

/** How somebody gets in. */
export const LOGIN_RULES: readonly SampledRule[] = (
  [
    {
      id: 'BACK-030',
      title: ['A login starts a command', '登录时通过 PAM 执行命令'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1556.003'],
      match: [{ 'etc/pam.d/sshd': 'session optional pam_exec.so quiet /usr/local/bin/notify\n' }],
      clean: [{ 'etc/pam.d/sshd': 'session optional pam_motd.so motd=/run/motd.dynamic\n' }],
    },
    {
      id: 'BACK-031',
      title: ['Everybody may log in', 'PAM 允许任何人登录'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1556.003'],
      match: [{ 'etc/pam.d/sshd': 'auth sufficient pam_permit.so\n@include common-auth\n' }],
      clean: [
        {
          'etc/pam.d/common-auth':
            'auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\tpam_deny.so\nauth\trequired\tpam_permit.so\n',
        },
      ],
    },
    {
      id: 'BACK-032',
      title: ['Programs of root pass for a login from elsewhere', '远程登录服务使用 pam_rootok'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1556.003'],
      match: [{ 'etc/pam.d/sshd': 'auth sufficient pam_rootok.so\n' }],
      clean: [{ 'etc/pam.d/su': 'auth       sufficient pam_rootok.so\n' }],
    },
    {
      id: 'BACK-033',
      title: ['A module of PAM lies where none belongs', 'PAM 模块位于异常目录'],
      severity: 'high',
      confidence: 'high',
      attack: ['T1556.003'],
      match: [
        { 'etc/pam.d/common-auth': 'auth sufficient /tmp/pam_x.so\n' },
        { 'etc/pam.d/login': 'auth required /opt/pam_y.so\n' },
      ],
      clean: [{ 'etc/pam.d/login': 'auth required /lib/x86_64-linux-gnu/security/pam_unix.so\n' }],
    },
    {
      id: 'BACK-034',
      title: ['A command is given the passwords of logins', '登录口令被传递给命令'],
      severity: 'high',
      confidence: 'high',
      attack: ['T1556.003'],
      match: [{ 'etc/pam.d/common-auth': 'auth optional pam_exec.so quiet expose_authtok /usr/bin/x.sh\n' }],
      clean: [{ 'etc/pam.d/sshd': 'session optional pam_exec.so quiet /usr/local/bin/notify\n' }],
    },
    {
      id: 'BACK-040',
      title: ['A command says whose keys open the SSH server', 'SSH 公钥由命令提供'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1098.004', 'T1556'],
      match: [{ 'etc/ssh/sshd_config': 'AuthorizedKeysCommand /usr/local/bin/keys %u\n' }],
      clean: [{ 'etc/ssh/sshd_config': '#AuthorizedKeysCommand none\nAuthorizedKeysCommand none\n' }],
    },
    {
      id: 'BACK-041',
      title: ['Keys of the SSH server lie in an odd place', 'SSH 公钥文件位于异常位置'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1098.004'],
      match: [{ 'etc/ssh/sshd_config': 'AuthorizedKeysFile .ssh/authorized_keys /var/tmp/.k\n' }],
      clean: [{ 'etc/ssh/sshd_config': 'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\n' }],
    },
    {
      id: 'BACK-042',
      title: ['Who logs in may load a library into programs', 'SSH 客户端可设置危险环境变量'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1574.006'],
      match: [
        { 'etc/ssh/sshd_config': 'AcceptEnv LANG LD_PRELOAD\n' },
        { 'etc/ssh/sshd_config': 'PermitUserEnvironment yes\n' },
      ],
      clean: [{ 'etc/ssh/sshd_config': 'AcceptEnv LANG LC_*\n' }],
    },
    {
      id: 'BACK-043',
      title: ['A key opens the account of root', 'root 账户存在授权公钥'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1098.004'],
      match: [{ 'root/.ssh/authorized_keys': `${KEY} a@b\n` }],
      clean: [{ 'root/.ssh/authorized_keys': `# ${KEY}\n` }],
    },
    {
      id: 'BACK-044',
      title: ['A key opens an account', '账户存在授权公钥'],
      severity: 'medium',
      confidence: 'low',
      attack: ['T1098.004'],
      match: [{ 'home/app/.ssh/authorized_keys': `${KEY} a@b\n` }],
      clean: [{ 'home/app/.ssh/known_hosts': `github.com ${KEY}\n` }],
    },
    {
      id: 'BACK-045',
      title: ['The SSH server is a script', 'SSH 服务程序是脚本'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1554'],
      match: [{ 'usr/sbin/sshd': { content: '#!/bin/sh\nexec /usr/sbin/.sshd "$@"\n', mode: 0o755 } }],
      clean: [{ 'usr/sbin/sshd': { content: '\u007FELF\u0002\u0001\u0001\0', mode: 0o755 } }],
    },
    {
      id: 'BACK-046',
      title: [
        'The SSH server has the name of a program that root needs no password for',
        'SSH 服务伪装为 pam_rootok 程序',
      ],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1556.003', 'T1036.005'],
      match: [
        {
          'usr/sbin/sshd': { content: '\u007FELF /etc/ssh/sshd_config', mode: 0o755 },
          'tmp/su': { symlink: '/usr/sbin/sshd' },
        },
        {
          'usr/sbin/sshd': { content: '\u007FELF /etc/ssh/sshd_config', mode: 0o755 },
          'opt/chfn': { hardLink: 'usr/sbin/sshd' },
        },
        { 'opt/runuser': { content: '\u007FELF x /etc/ssh/sshd_config y', mode: 0o755 } },
      ],
      clean: [{ 'usr/bin/su': { content: '\u007FELF pam', mode: 0o4755 } }],
    },
    {
      id: 'BACK-050',
      title: ['A connection starts a command', '连接时执行命令（tcp wrapper）'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1546'],
      match: [{ 'etc/hosts.allow': 'ALL: ALL: spawn (/usr/local/bin/x %a) &\n' }],
      clean: [{ 'etc/hosts.allow': 'sshd: 10.0.0.0/8\n# ALL: ALL: spawn x\n' }],
    },
    {
      id: 'BACK-051',
      title: ['A shell is given to whoever connects', '连接即获得 shell（inetd）'],
      severity: 'critical',
      confidence: 'high',
      attack: ['T1059.004', 'T1543'],
      match: [
        { 'etc/inetd.conf': 'ingreslock stream tcp nowait root /bin/sh sh -i\n' },
        { 'etc/xinetd.d/x': 'service x\n{\n  socket_type = stream\n  server = /bin/bash\n  disable = no\n}\n' },
      ],
      clean: [
        {
          'etc/inetd.conf': 'ftp stream tcp nowait root /usr/sbin/tcpd in.ftpd\n#x stream tcp nowait root /bin/sh sh\n',
        },
        { 'etc/xinetd.d/x': 'service x\n{\n  server = /bin/bash\n  disable = yes\n}\n' },
      ],
    },
    {
      id: 'BACK-080',
      title: ['A second account is root', '存在第二个 uid 为 0 的账户'],
      severity: 'high',
      confidence: 'high',
      attack: ['T1136.001'],
      match: [{ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n' }],
      clean: [{ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\nops:x:1000:1000::/home/ops:/bin/sh\n' }],
    },
    {
      id: 'BACK-081',
      title: ['An account of a service may log in', '系统服务账户可登录'],
      severity: 'medium',
      confidence: 'medium',
      attack: ['T1078.003', 'T1098'],
      match: [
        {
          'etc/passwd': 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/bash\n',
          'etc/shadow': 'www-data:$6$abc$0123456789abcdefghijklmnopqrstuv:19000:0:99999:7:::\n',
        },
      ],
      clean: [
        {
          'etc/passwd': 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n',
          'etc/shadow': 'www-data:*:19000:0:99999:7:::\n',
        },
      ],
    },
    {
      id: 'BACK-082',
      title: ['An account of a service becomes root without a password', '系统服务账户可免密成为 root'],
      severity: 'high',
      confidence: 'medium',
      attack: ['T1548.003'],
      match: [
        {
          'etc/passwd': 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n',
          'etc/sudoers.d/x': 'www-data ALL=(ALL) NOPASSWD: ALL\n',
        },
      ],
      clean: [
        {
          'etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
          'etc/sudoers': 'root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n',
        },
      ],
    },
  ] satisfies readonly Omit<Given, 'remedy'>[]
).map((given) => define({ ...given, remedy: LOOK }))
