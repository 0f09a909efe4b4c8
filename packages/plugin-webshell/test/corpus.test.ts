import { expect, test } from 'vitest'
import { shells } from '../scripts/corpus/index.ts'
import { analyseFile } from '../src/analyse-file.ts'

/** Each fourth of the corpus: `scripts/figures.ts` takes all of it. */
const cases = shells(1).filter((_, index) => process.env['VEINMIND_LONG_TESTS'] === '1' || index % 4 === 0)

test('web shells that were written from the shapes of all families are found', () => {
  const missed = cases.filter(
    ({ language, text }) =>
      !analyseFile(Buffer.from(text, 'latin1'), language).found.some(({ confidence }) => confidence !== 'low'),
  )
  expect(cases.length).toBeGreaterThan(250)
  expect(missed.map(({ family, text }) => `${family}: ${text}`)).toEqual([])
})

const HARMLESS: readonly (readonly [string, string])[] = [
  ['php', '<?php $twig = eval("?>" . file_get_contents(__DIR__ . "/template.php"));'],
  [
    'php',
    '<?php $f = $_GET["page"]; if (in_array($f, ["a", "b"], true)) { require __DIR__ . "/pages/" . $f . ".php"; }',
  ],
  ['php', '<?php call_user_func([$controller, "index"], (int) $_GET["id"]);'],
  ['php', '<?php $out = shell_exec("convert " . escapeshellarg($_FILES["f"]["tmp_name"]) . " -resize 10x10 out.png");'],
  ['php', '<?php usort($rows, function ($a, $b) { return $a["n"] <=> $b["n"]; }); echo $_POST["x"];'],
  ['php', '<?php assert($_GET["a"] === "b"); assert(is_string($_POST["x"]));'],
  ['php', '<?php echo preg_replace("/e/", "", $_GET["q"]); echo array_map("trim", $_POST["a"])[0];'],
  ['php', '<?php file_put_contents("/var/cache/" . md5($_GET["k"]), "cached");'],
  [
    'php',
    '<?php class Request { function get($k) { return $_GET[$k] ?? null; } } $v = new Request; echo $v->get("a");',
  ],
  [
    'php',
    '<?php $data = base64_decode($_POST["image"]); $name = uniqid() . ".png"; file_put_contents("uploads/$name", $data);',
  ],
  [
    'jsp',
    '<% String n = request.getParameter("n"); out.print(n == null ? "" : org.apache.commons.text.StringEscapeUtils.escapeHtml4(n)); %>',
  ],
  [
    'jsp',
    '<%@ page import="java.io.*" %><% BufferedReader r = new BufferedReader(new FileReader(application.getRealPath("/a.txt"))); out.print(r.readLine()); %>',
  ],
  [
    'asp',
    '<% Dim n: n = Request("n"): Response.Write Server.HTMLEncode(n): Set c = Server.CreateObject("ADODB.Connection") %>',
  ],
  [
    'aspx',
    '<%@ Page Language="C#" %><script runat="server">void Page_Load(object s, EventArgs e) { name.Text = Server.HtmlEncode(Request["n"]); }</script>',
  ],
  [
    'python',
    'import subprocess\nfrom flask import request\ndef v():\n    return subprocess.check_output(["uptime"])\n',
  ],
  [
    'python',
    'class Frame:\n    def eval(self, code):\n        return self.console.eval(code)\n\ndef app(environ):\n    code = parse_qs(environ["QUERY_STRING"])["cmd"][0]\n    return Frame().eval(code)\n',
  ],
  [
    'node',
    "const { exec } = require('child_process')\nconst http = require('http')\nhttp.createServer((req, res) => { log(req.url); exec('uptime', (e, o) => res.end(o)) })\n",
  ],
  ['perl', '#!/usr/bin/perl\nuse CGI;\nmy $q = CGI->new;\nprint $q->header, $q->param("n");\nsystem("uptime");\n'],
]

test.each(HARMLESS)('%s that does what applications do is none: %s', (language, text) => {
  const { found } = analyseFile(Buffer.from(text), language as never)
  expect(found.filter(({ confidence }) => confidence !== 'low')).toEqual([])
})

test.each(['<?php usort(...$_GET);', '<?php\nuasort(...$_REQUEST["a"]);', '<?php array_walk(...$_POST);'])(
  'a callback among what is spread is one that the request names: %s',
  (text) => {
    const { found } = analyseFile(Buffer.from(text), 'php')
    expect(found.map(({ rule, confidence }) => [rule, confidence])).toEqual([['WEBSHELL-003', 'high']])
  },
)

test('in a framework that is one file, names alone are no proof; the request itself is', () => {
  const padding = '# a line of documentation of the framework\n'.repeat(1500)
  const library = `def match(environ):\n    args = environ["QUERY_STRING"]\n${padding}def start():\n    args = [sys.executable] + sys.argv\n    subprocess.Popen(args)\n`
  const confidences = (text: string) =>
    analyseFile(Buffer.from(text), 'python').found.map(({ rule, confidence }) => `${rule} ${confidence}`)
  expect(confidences(library)).toEqual(['WEBSHELL-002 low'])
  expect(confidences(library.replace(padding, ''))).toEqual(['WEBSHELL-002 high'])
  expect(confidences(`${padding}os.system(request.args["c"])\n`)).toEqual(['WEBSHELL-002 high'])
})
