import type { ContentRule } from './rule.ts'

/** Scripts that encrypt or destroy what is there. */
export const WIPERS: readonly ContentRule[] = [
  {
    number: 87,
    name: 'Script.Ransomware.Encrypts',
    title: ['Script that encrypts files and takes them away', '加密并删除原文件的脚本'],
    kind: 'ransomware',
    in: ['script'],
    when: {
      all: [
        {
          any: [
            'openssl enc',
            'openssl aes',
            'gpg --symmetric',
            'gpg -c',
            'gpg --batch',
            'Fernet(',
            'AES.new(',
            'openssl rsautl',
            'openssl pkeyutl',
            '7z a -p',
            'zip -P',
            'ccrypt',
          ],
        },
        { any: ['find /', 'os.walk(', 'grep -r', '/home', '/var/lib/mysql', '/vmfs/volumes', 'glob.glob('] },
        { any: ['rm -rf', 'shred ', 'os.remove(', 'rm -f', 'mv ', 'os.rename('] },
        { any: ['ransom', 'bitcoin', '.onion', 'decrypt', 'readme', 'motd', 'locked', '.encrypted'] },
        { any: ['bitcoin', '.onion', 'ransom', ' btc', 'tox id', 'pay ', 'telegram', '.crypt', 'locked'] },
      ],
    },
    references: [
      'https://attack.mitre.org/techniques/T1486/',
      'https://www.trendmicro.com/en_us/research/21/f/bash-ransomware-darkradiation-targets-red-hat--and-debian-based-linux-distributions.html',
    ],
    match: [
      '#!/bin/bash',
      "find / -name '*.sql' | while read f; do openssl enc -aes-256-cbc -k $K -in $f -out $f.locked && rm -f $f; done",
      'echo "Pay 1 bitcoin to decrypt" > /etc/motd',
    ],
    harmless: [
      '#!/bin/bash',
      "find /home -name '*.sql' | while read f; do openssl enc -aes-256-cbc -kfile key -in $f -out /backup/$f; done",
      'rm -f /backup/old',
    ],
  },
  {
    number: 88,
    name: 'Script.Wiper',
    title: ['Script or program that destroys data', '破坏数据的脚本或程序'],
    kind: 'ransomware',
    in: ['script', 'program'],
    severity: 'high',
    when: {
      any: [
        {
          pattern:
            /dd\s+if=\/dev\/(?:zero|u?random)\s+of=\/dev\/(?:[svx]v?d[a-z]|nvme\d|mmcblk\d|\$)[^\n]{0,200}(?:\n|;|&)[^\n]{0,400}(?:rm -rf|dd |iptables|halt|reboot)/,
          near: ['of=/dev/'],
        },
        {
          all: [
            { any: ['/dev/mtdblock', '/dev/mtd0'] },
            { any: ['cat /proc/mounts', 'rm -rf /*', 'busybox'] },
            { any: ['/dev/urandom', '/dev/zero', 'dd if='] },
            { any: ['halt -n -f', 'reboot', 'fdisk -C 1'] },
          ],
        },
        { all: ['fdisk -C 1 -H 1 -S 1'] },
        { all: ['AcidRain'] },
        {
          all: [
            { any: ['readdirSync', 'os.walk', 'scandir', 'find /'] },
            {
              all: [
                {
                  pattern: /country[^]{0,300}\b(?:russia|belarus|ukraine|iran|israel|china)\b/i,
                  near: ['belarus', 'russia', 'ukraine', 'iran', 'israel'],
                },
                {
                  pattern:
                    /\b(?:russia|belarus|ukraine|iran|israel|china)\b[^]{0,800}(?:writeFile|unlink|rmSync|rmdir|rm\s+-rf|os\.remove|rmtree)/i,
                  near: ['belarus', 'russia', 'ukraine', 'iran', 'israel'],
                },
              ],
            },
          ],
        },
        { all: ['rm -rf --no-preserve-root /', { any: ['dd if=/dev/', 'shred', 'history -c', '/dev/sd'] }] },
      ],
    },
    attack: ['T1561.001', 'T1485'],
    references: [
      'https://attack.mitre.org/techniques/T1485/',
      'https://attack.mitre.org/techniques/T1561/001/',
      'https://attack.mitre.org/software/S1125/',
    ],
    match: ['#!/bin/sh', 'dd if=/dev/urandom of=/dev/sda bs=1M', 'rm -rf --no-preserve-root / &', 'halt -n -f'],
    harmless: ['#!/bin/sh', 'dd if=/dev/zero of=/dev/shm/test bs=1M count=1', 'rm -rf /tmp/test'],
  },
]
