/** A rule over the text of a program: of each list one word must stand near the first, in any case of letters. */
export interface CodeRule {
  readonly rule: string
  readonly languages: readonly string[]
  readonly all: readonly (readonly string[])[]
  /** Characters on each side of the first word. */
  readonly within?: number
}

const SHELL_WORDS = [
  '/bin/sh',
  '/bin/bash',
  'sh -i',
  '"sh"',
  "'sh'",
  '"bash"',
  "'bash'",
  '/bin/zsh',
  'cmd.exe',
  'powershell',
]

export const CODE_RULES: readonly CodeRule[] = [
  { rule: 'CMD-010', languages: ['python', 'other'], all: [['dup2', 'pty.spawn'], ['socket'], ['connect']] },
  {
    rule: 'CMD-010',
    languages: ['python', 'other'],
    all: [
      ['.recv(', '.recv_into('],
      ['connect'],
      ['popen', 'check_output', 'subprocess', 'os.system', 'exec('],
      ['send'],
    ],
  },
  {
    rule: 'CMD-010',
    languages: ['python'],
    all: [['socket'], ['connect'], ['subprocess', 'popen', 'os.system', 'exec'], SHELL_WORDS],
  },
  {
    rule: 'CMD-011',
    languages: ['perl'],
    all: [
      ['socket'],
      ['connect', 'peeraddr', 'peerhost', 'inet', 'socket('],
      ['open(stdin', 'fdopen', 'exec', 'system', 'dup2'],
      [...SHELL_WORDS, 'system$_', 'system $_', 'system($_', 'stdin', 'while<', '`'],
    ],
  },
  {
    rule: 'CMD-012',
    languages: ['ruby'],
    all: [
      ['tcpsocket', 'udpsocket', 'socket.tcp', '-rsocket', 'openssl::ssl::sslsocket'],
      ['exec', 'popen', 'system', 'spawn', '`', 'eval', ...SHELL_WORDS],
    ],
  },
  {
    rule: 'CMD-013',
    languages: ['php'],
    all: [
      ['fsockopen', 'stream_socket_client', 'socket_connect', 'socket_create'],
      ['exec', 'system', 'passthru', 'popen', 'proc_open', '`'],
    ],
  },
  { rule: 'CMD-014', languages: ['lua'], all: [['socket'], ['connect', 'tcp('], ['os.execute', 'io.popen']] },
  { rule: 'CMD-015', languages: ['awk'], all: [['/inet/tcp/', '/inet/udp/', '/inet4/', '/inet6/'], ['getline']] },
  {
    rule: 'CMD-016',
    languages: ['node'],
    all: [
      ['child_process', 'bun.spawn', 'deno.command'],
      ['net.', '"net"', "'net'", 'tls.', 'dgram', 'deno.connect'],
      ['connect('],
      ['spawn', 'exec', ...SHELL_WORDS],
    ],
  },
  {
    rule: 'CMD-017',
    languages: ['tcl'],
    all: [
      ['[socket', 'socket ', 'spawn nc'],
      ['exec', 'eval', 'open "|', 'open |'],
      ['gets', 'read'],
    ],
  },
  {
    rule: 'CMD-018',
    languages: ['go', 'other'],
    all: [
      ['net.dial', 'tls.dial'],
      ['exec.command', 'syscall.exec'],
    ],
  },
  {
    rule: 'CMD-019',
    languages: ['java', 'other'],
    all: [['socket('], ['.exec(', 'processbuilder', '.execute()'], [...SHELL_WORDS, 'getinputstream', 'inputstream']],
  },
  {
    rule: 'CMD-020',
    languages: ['powershell'],
    all: [
      ['sockets.tcpclient', 'sockets.udpclient'],
      ['iex', 'invoke-expression', 'getstream', 'process'],
    ],
  },
  {
    rule: 'CMD-020',
    languages: ['other'],
    all: [
      [
        'socket.connect',
        'tcpstream',
        'gen_tcp',
        'socketconnection',
        'socket(',
        'tcpsocket',
        'tcp-connect',
        'sockaddr_in',
        'connect(',
        'socat',
      ],
      [
        ...SHELL_WORDS,
        'process.start',
        'os:cmd',
        'command::new',
        'execve',
        'popen',
        'system(',
        'system2',
        'process.run',
      ],
    ],
  },
  {
    rule: 'CMD-032',
    languages: ['python', 'perl', 'ruby', 'php', 'lua', 'node', 'go', 'java', 'tcl', 'other'],
    all: [
      [
        '.bind(',
        'bind(',
        'tcpserver',
        'net.listen(',
        'createserver',
        'socket_listen',
        'stream_socket_server',
        'serversocket',
        'socket -server',
        'listen =>',
        'localport',
      ],
      ['listen', 'accept', 'createserver', 'serversocket', '-server', 'localport'],
      ['exec', 'spawn', 'popen', 'system', 'subprocess', 'dup2', '`'],
      [...SHELL_WORDS, 'gets', 'recv', 'popen('],
    ],
  },
  {
    rule: 'CMD-043',
    languages: ['python'],
    all: [
      ['urlopen', 'urlretrieve', 'requests.get', 'httpx.get', 'urllib'],
      ['exec(', 'eval(', 'os.system', 'subprocess', 'popen', 'os.chmod', 'os.exec', 'pty.spawn'],
    ],
    within: 600,
  },
  {
    rule: 'CMD-043',
    languages: ['perl'],
    all: [
      ['lwp::simple', 'lwp::useragent', 'http::tiny', '-mlwp'],
      ['eval', 'exec', 'system', '`'],
    ],
    within: 600,
  },
  {
    rule: 'CMD-043',
    languages: ['php'],
    all: [
      [
        'file_get_contents("http',
        "file_get_contents('http",
        'curl_exec',
        'fopen("http',
        "fopen('http",
        'copy("http',
        "copy('http",
      ],
      ['eval', 'exec', 'system', 'passthru', 'include', 'assert'],
    ],
    within: 600,
  },
  {
    rule: 'CMD-043',
    languages: ['ruby'],
    all: [
      ['open-uri', 'net::http', 'uri.open', 'open("http', "open('http"],
      ['eval', 'exec', 'system', '`', 'instance_eval'],
    ],
    within: 600,
  },
  {
    rule: 'CMD-043',
    languages: ['node'],
    all: [
      ['http.get', 'https.get', 'fetch(', "require('http", 'require("http'],
      ['eval(', 'child_process', 'new function', 'runinthiscontext', 'runinnewcontext'],
    ],
    within: 600,
  },
  {
    rule: 'CMD-051',
    languages: ['python'],
    all: [
      [
        'b64decode',
        'b32decode',
        'b85decode',
        'zlib.decompress',
        'marshal.loads',
        'codecs.decode',
        'fromhex',
        "decode('base64')",
        'unhexlify',
        "decode('hex')",
      ],
      ['exec(', 'eval(', 'exec (', 'exec"', 'os.system', 'popen', 'subprocess', '__import__("os")', "__import__('os')"],
    ],
    within: 300,
  },
  {
    rule: 'CMD-051',
    languages: ['perl'],
    all: [
      ['decode_base64', 'unpack', 'mime::base64'],
      ['eval', 'exec', 'system'],
    ],
    within: 300,
  },
  {
    rule: 'CMD-051',
    languages: ['php'],
    all: [
      ['base64_decode', 'gzinflate', 'str_rot13', 'gzuncompress', 'hex2bin', 'convert_uudecode'],
      ['eval', 'assert', 'system', 'exec', 'create_function'],
    ],
    within: 300,
  },
  {
    rule: 'CMD-051',
    languages: ['ruby'],
    all: [
      ['base64.decode64', ".unpack('m", '.unpack("m', ".unpack1('m", '.unpack1("m', "pack('h", 'pack("h'],
      ['eval', 'exec', 'system', '`'],
    ],
    within: 300,
  },
  {
    rule: 'CMD-051',
    languages: ['node'],
    all: [
      ['atob(', 'buffer.from('],
      ['eval(', 'new function', 'exec(', 'execsync(', 'runinthiscontext'],
    ],
    within: 300,
  },
]
