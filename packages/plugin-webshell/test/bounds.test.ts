import { expect, test } from 'vitest'
import { analyseFile } from '../src/analyse-file.ts'
import type { Language } from '../src/model/finding.ts'

const many = (text: string, times: number): string => text.repeat(times)
const numbered = (times: number, make: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => make(index)).join('')
const EVAL = 'eval($_POST[1]);'

/** For each bound of the analysis, a shell that stands behind it. */
const HIDDEN: readonly (readonly [string, Language, string])[] = [
  ['many tokens', 'php', `<?php ${many('$a=1;', 110_000)}${EVAL}`],
  ['brackets in brackets', 'php', `<?php ${many('(', 300)}eval($_POST[1])${many(')', 300)};`],
  ['blocks in blocks', 'php', `<?php ${many('if($a){', 300)}${EVAL}${many('}', 300)}`],
  ['else after else', 'php', `<?php ${many('if($a){}else ', 300)}${EVAL}`],
  ['texts in texts', 'php', `<?php $a="${many('{$b["', 40)}{$c[eval($_POST[1])]}${many('"]}', 40)}"; eval(1);`],
  ['a loop that hands on from one to the next', 'php', handedOn((index) => `$v${index}=$v${index + 1};`)],
  ['a foreach that hands on', 'php', handedOn((index) => `$v${index}=$v${index + 1};`, 'foreach($q as $k)')],
  [
    'fields that methods hand on',
    'php',
    `<?php class A{${numbered(12, (at) => `function m${at}(){$this->v${at}=$this->v${at + 1};}`)}function z(){$this->v12=$_POST[1];}function y(){eval($this->v0);}}`,
  ],
  [
    'functions in functions',
    'php',
    `<?php ${numbered(200, (at) => `function f${at}($a){return f${at + 1}($a);}`)}function f200($a){eval($a);} f0($_POST[1]);`,
  ],
  [
    'a function that calls itself',
    'php',
    '<?php function f($a,$n){ return $n ? f($a,$n-1) : $a; } eval(f($_POST[1],999));',
  ],
  [
    'a function that is run often',
    'php',
    `<?php function f($a){ return $a; } ${numbered(2000, (at) => `f("x${at}");`)} eval(f($_POST[1]));`,
  ],
  ['a goto many times', 'php', `<?php goto l0; ${numbered(5000, (at) => `l${at}: goto l${at + 1};`)} l5000: ${EVAL}`],
  ['rounds of a loop', 'php', `<?php for($i=0;$i<150000;$i++){ if($i==149999) $c=$_POST[1]; } eval($c);`],
  ['rounds without an end', 'php', `<?php while(true){ if($i==5000){ ${EVAL} break; } $i++; }`],
  ['a text put together in many rounds', 'php', `<?php for($i=0;$i<200000;$i++) $x.=chr(65+$i%2); eval($x);`],
  ['elements that are mapped', 'php', `<?php array_map('assert', array(${many('1,', 21_000)}$_POST[1]));`],
  ['a large array', 'php', `<?php $a=array(${many('1,', 5000)}$_POST[1]); eval(implode('',$a));`],
  [
    'classes above a class',
    'php',
    `<?php ${numbered(60, (at) => `class A${at} extends A${at + 1}{}`)}class A60{function x(){${EVAL}}} (new A0)->x();`,
  ],
  ['functions in blocks', 'php', `<?php f(); ${many('{', 120)}function f(){${EVAL}}${many('}', 120)}`],
  ['findings', 'php', `<?php ${many('include "a".$_GET[1];\n', 80)}${EVAL}`],
  ['variables', 'php', `<?php ${numbered(21_000, (at) => `$v${at}=1;`)}$z=$_POST[1]; eval($z);`],
  ['pairs of a query', 'php', `<?php parse_str('${many('a=1&', 1500)}f=assert',$o); $o['f']($_POST[1]);`],
  [
    'replacements',
    'php',
    `<?php $f=str_replace(array(${numbered(2500, (at) => `'#${at}#',`)}'!'),'','as!se!rt'); $f($_POST[1]);`,
  ],
  ['many words', 'jsp', `<% ${many('a();', 130_000)} Runtime.getRuntime().exec(request.getParameter("c")); %>`],
  ['a long statement', 'jsp', `<% f("${many('x', 8000)}", Runtime.getRuntime().exec(request.getParameter("c"))); %>`],
  [
    'a call after a long one',
    'jsp',
    `<% exec(${many('1,', 3000)}1); x = r.exec(1) + Runtime.getRuntime().exec(request.getParameter("c")); %>`,
  ],
  [
    'names handed on upwards',
    'jsp',
    `<%! void r(){ java.lang.Runtime.getRuntime().exec(v0); ${numbered(40, (at) => `v${at}=v${at + 1};`)} v40=request.getParameter("c"); } %>`,
  ],
  ['names in a long text', 'ruby', `require "cgi"\ncgi = CGI.new\nx = cgi["c"]\nsystem("${many('y', 6000)}; #{x}")\n`],
  [
    'joins in joins',
    'asp',
    `<% x = ${many('StrReverse(', 61)}"${Array.from('execute request(1)').toReversed().join('')}"${many(')', 61)}: execute x %>`,
  ],
  [
    'many texts',
    'aspx',
    `<%@ Page Language="C#" %><% ${many(`a("${'QUJD'.repeat(40)}");`, 60_000)} System.Diagnostics.Process.Start(Request["c"]); %>`,
  ],
  [
    'a long expression',
    'jsp',
    `\${${many(' ', 4000)}\n param.getClass().forName("java.lang.Runtime").getMethod("exec")}`,
  ],
  [
    'a long tag',
    'aspx',
    `<script ${many('a', 3000)}="b" language="C#" runat="server">void Page_Load(){ System.Diagnostics.Process.Start(Request["c"]); }</script>`,
  ],
  [
    'a long directive',
    'aspx',
    `<%@ WebHandler ${many(' ', 3000)} Language="C#" Class="H" %>\nclass H { void ProcessRequest(HttpContext c) { System.Diagnostics.Process.Start(c.Request["c"]); } }`,
  ],
  [
    'an argument with a large object',
    'node',
    `const h=require('child_process');require('http');h.exec({${many('a:1,', 500)}c:req.query.c})`,
  ],
  [
    'low findings',
    'python',
    `import os, pickle\nfrom flask import request\n${many('pickle.loads(request.data)\n', 60)}os.system(request.args["c"])\n`,
  ],
]

function handedOn(step: (index: number) => string, head = 'while($q)'): string {
  return `<?php ${head}{ eval($v0); ${numbered(40, step)} $v40=$_POST[1]; }`
}

test.each(HIDDEN)('what stands behind %s is found, or said not to have been looked at (%s)', (_, language, text) => {
  const { found, isCut } = analyseFile(Buffer.from(text, 'latin1'), language)
  const isTold = found.some(({ confidence }) => confidence !== 'low')
  expect(isTold || isCut).toBe(true)
})

/** Programs of which each part costs little: none of them may be cut. */
const WHOLE: readonly (readonly [string, string])[] = [
  [
    'functions that each call the next twice',
    `<?php eval("1"); ${numbered(60, (at) => `function f${at}($a){ return f${at + 1}(f${at + 1}($a)); }`)} function f60($a){return $a;} f0($_GET[1]);`,
  ],
  ['loops in loops', `<?php eval("1"); ${many('while($q){', 40)}$a=$_GET[1];${many('}', 40)}`],
  [
    'a tree that is walked',
    '<?php eval("1"); function w($n,$d){ foreach($n->all as $c){ w($c,$d+1); w($c->next,$d+1); } } w($_GET,0);',
  ],
  [
    'objects that make each other',
    '<?php eval("1"); class A{ function m(){ $b=new B; $b->m(); $b->m(); } } class B{ function m(){ $a=new A; $a->m(); $a->m(); } } (new A)->m();',
  ],
]

test.each(WHOLE)('%s are followed to their end', (_, text) => {
  expect(analyseFile(Buffer.from(text, 'latin1'), 'php')).toEqual({ found: [], isCut: false })
})
