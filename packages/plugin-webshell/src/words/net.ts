import { BASIC, C_LIKE } from './lex-words.ts'
import type { Profile, Sink } from './profile.ts'

const NET_SOURCE =
  /\bWebMethod\b|\bRequest(?:\.(?:Item|Form|QueryString|Params|Headers|Cookies|Files|InputStream|BinaryRead|ServerVariables|RawUrl|Url|UserAgent|GetBufferlessInputStream))?\s*[.[(]|\bRequest\.\w+|\.(?:PostedFile|FileName|SaveAs|FileBytes|FileContent)\b|\b(?:cmd|command|txt\w*|TextBox\w*|x?cmd\w*|path|file\w*)\.(?:Text|Value)\b|\bfupload\b|\bRequestBody\b/i

const NET_SINKS: readonly Sink[] = [
  { rule: 'WEBSHELL-001', name: 'eval', at: /\beval\(/i, alone: 'high', always: 'medium' },
  {
    rule: 'WEBSHELL-002',
    name: 'Process.Start',
    at: /\bProcess\.Start\(|\.Start\(/i,
    alone: 'high',
    besides: /Process/i,
  },
  {
    rule: 'WEBSHELL-002',
    name: 'ProcessStartInfo',
    at: /\bProcessStartInfo\b|\.StartInfo\b/i,
    alone: 'high',
    always: 'medium',
  },
  {
    rule: 'WEBSHELL-002',
    name: 'WScript.Shell',
    at: /wscript\.shell|shell\.application|72C24DD5-D70A|13709620-C279/i,
    alone: 'high',
    always: 'medium',
  },
  { rule: 'WEBSHELL-002', name: 'xp_cmdshell', at: /xp_cmdshell|sp_oacreate/i, alone: 'high' },
  {
    rule: 'WEBSHELL-002',
    name: 'a native process',
    at: /\b(?:CreateProcess\w*|ShellExecute\w*|WinExec)\(/i,
    alone: 'high',
    always: 'medium',
  },
  {
    rule: 'WEBSHELL-010',
    name: 'Assembly.Load',
    at: /\bAssembly\.Load\w*\(|\.Load\(|"Load"/i,
    alone: 'high',
    besides: /Assembly|Reflection|Load"/i,
  },
  {
    rule: 'WEBSHELL-010',
    name: 'a compiler',
    at: /\b(?:CSharpCodeProvider|VBCodeProvider|CompileAssemblyFrom\w+|CreateCompiler|CSharpScript|JScriptCodeProvider|CodeDomProvider)\b/i,
    alone: 'high',
  },
  {
    rule: 'WEBSHELL-010',
    name: 'deserialisation',
    at: /\b(?:BinaryFormatter|LosFormatter|ObjectStateFormatter|SoapFormatter|NetDataContractSerializer)\b/i,
    alone: 'high',
  },
  {
    rule: 'WEBSHELL-010',
    name: 'machine code',
    at: /\bVirtualAlloc\w*\b|\bCreateThread\(/i,
    alone: 'high',
    always: 'high',
  },
  {
    rule: 'WEBSHELL-001',
    name: 'XSLT with scripts',
    at: /\bXslCompiledTransform\b|XsltSettings/i,
    alone: 'medium',
    besides: /Trusted|EnableScript|true\s*,\s*true/i,
  },
  {
    rule: 'WEBSHELL-002',
    name: 'reflection',
    at: /\.Invoke\(/,
    besides: /Diagnostics\.Process|"Start"|"Load"/,
  },
  { rule: 'WEBSHELL-003', name: 'a method by its name', at: /\.(?:GetMethod|InvokeMember|CreateInstance)\(/i },
  {
    rule: 'WEBSHELL-011',
    name: 'a route or module registered while running',
    at: /\b(?:HostingEnvironment\.RegisterVirtualPathProvider|GlobalFilters\.Filters\.Add|VirtualPathProvider|RouteTable\.Routes\.(?:Add|Insert))\b/i,
    alone: 'medium',
  },
  {
    rule: 'WEBSHELL-005',
    name: 'a file',
    at: /\bFile\.(?:WriteAll\w+|AppendAll\w+|Create\w*|OpenWrite|Copy|Move)\(|\b(?:StreamWriter|FileStream)\(|\.SaveAs\(|\bCreateTextFile\(|\.savetofile\b/i,
    alone: 'medium',
  },
  {
    rule: 'WEBSHELL-009',
    name: 'a connection',
    at: /\bnew (?:Socket|TcpClient)\b|\.Connect\(|IPEndPoint\(/i,
    alone: 'high',
    besides: /Socket|TcpClient/,
  },
  { rule: 'WEBSHELL-009', name: 'a connection', at: /\bWebRequest\.Create\(/i, reached: 'medium' },
  { rule: 'WEBSHELL-014', name: 'a file manager', at: /\bGetLogicalDrives\(|\bDriveInfo\b/i, alone: 'medium' },
  {
    rule: 'WEBSHELL-014',
    name: 'a file manager',
    at: /\b(?:Directory\.(?:GetFiles|GetDirectories|Delete)|GetFileSystemInfos|DirectoryInfo)\b/i,
    alone: 'medium',
    besides: /File\.Delete|Directory\.Delete|\.Delete\(/,
  },
  {
    rule: 'WEBSHELL-014',
    name: 'a database console',
    at: /\b(?:SqlConnection|OleDbConnection|SqlCommand|OleDbCommand)\(|\.ConnectionString=/i,
    reached: 'medium',
  },
]

const NET_WORTH =
  /eval|Process|Shell|Assembly|CodeProvider|CodeDom|Formatter|VirtualAlloc|Xsl|GetMethod|InvokeMember|CreateInstance|File\.|LogicalDrives|DriveInfo|SqlCommand|ConnectionString|StreamWriter|FileStream|SaveAs|Socket|TcpClient|WebRequest|Directory|xp_cmdshell|CreateObject|CreateProcess|Reflection|OleDb|SqlConnection|Filters|VirtualPath|savetofile/i

/** C# and JScript on .NET. */
export const ASPX: Profile = {
  language: 'aspx',
  dialect: C_LIKE,
  source: NET_SOURCE,
  sinks: NET_SINKS,
  worth: NET_WORTH,
}
/** Visual Basic on .NET. */
export const ASPX_BASIC: Profile = { ...ASPX, dialect: { ...BASIC, folded: false } }

const ASP_SOURCE =
  /\brequest(?:\.(?:form|querystring|item|cookies|servervariables|binaryread|totalbytes))?\s*\(|\brequest\.\w+|\brequest\b|\bRequest\s*\[|unescape\(request/i

const ASP_SINKS: readonly Sink[] = [
  { rule: 'WEBSHELL-001', name: 'eval', at: /(?:^|[^.\w])eval\b/i, alone: 'high', always: 'medium' },
  {
    rule: 'WEBSHELL-001',
    name: 'Execute',
    at: /(?:^|[^.\w])execute(?:global|statement)?(?:[^\w=]|$)|\.(?:executestatement|executeglobal|addcode|eval)\b/i,
    alone: 'high',
    always: 'medium',
  },
  { rule: 'WEBSHELL-001', name: 'script control', at: /scriptcontrol/i, alone: 'high', always: 'medium' },
  { rule: 'WEBSHELL-001', name: 'Server.Execute', at: /\bserver\.(?:execute|transfer)\(/i, reached: 'medium' },
  { rule: 'WEBSHELL-001', name: 'Function', at: /\bnew Function\(|\bFunction\(/, reached: 'high' },
  {
    rule: 'WEBSHELL-002',
    name: 'WScript.Shell',
    at: /wscript\.shell|shell\.application|shell\.users|72C24DD5-D70A|13709620-C279|F935DC2[26]-1CF0/i,
    alone: 'high',
    always: 'medium',
  },
  { rule: 'WEBSHELL-002', name: 'xp_cmdshell', at: /xp_cmdshell|sp_oacreate/i, alone: 'high' },
  {
    rule: 'WEBSHELL-003',
    name: 'an object that the request names',
    at: /\bcreateobject\(|\bActiveXObject\(|\bgetref\(/i,
    reached: 'medium',
  },
  {
    rule: 'WEBSHELL-005',
    name: 'a file',
    at: /\.(?:createtextfile|opentextfile|savetofile|saveas|copyfile|movefile)\b/i,
    alone: 'medium',
  },
  { rule: 'WEBSHELL-005', name: 'a stream', at: /adodb\.stream/i, alone: 'low' },
  {
    rule: 'WEBSHELL-014',
    name: 'a file manager',
    at: /\.(?:deletefile|deletefolder|getfolder)\b/i,
    alone: 'medium',
    besides: /scripting\.filesystemobject|0D43FE01-F093/i,
  },
  {
    rule: 'WEBSHELL-006',
    name: 'a decoder',
    at: /\b(?:xmlhttp|winhttp\w*)\b/i,
    reached: 'medium',
    besides: /execute|eval/i,
  },
]

const ASP_WORTH =
  /eval|execute|scriptcontrol|wscript|shell|xp_cmdshell|createobject|ActiveXObject|createtextfile|savetofile|opentextfile|adodb|filesystemobject|Function|getref|clsid/i

/** VBScript of classic pages. */
export const ASP: Profile = { language: 'asp', dialect: BASIC, source: ASP_SOURCE, sinks: ASP_SINKS, worth: ASP_WORTH }
/** JScript of classic pages. */
export const ASP_JSCRIPT: Profile = {
  ...ASP,
  dialect: C_LIKE,
  sinks: [...ASP_SINKS, { rule: 'WEBSHELL-001', name: 'eval by its name', at: /"(?:eval|Function)"/, alone: 'medium' }],
}
