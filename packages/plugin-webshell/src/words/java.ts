import { C_LIKE } from './lex-words.ts'
import type { Profile } from './profile.ts'

const REQUEST =
  /\b(?:request|req|hrequest|servletRequest|httpRequest|pageContext\.getRequest\(\))\)?\.get(?:Parameter\w*|Header\w*|InputStream|Reader|QueryString|Cookies|Part\w*|RequestURI|PathInfo)\b|\.get(?:Parameter(?:Values|Map|Names)?|QueryString|PathInfo)\(|\.getHeaders?\(|\.getReader\(\)|\.getInputStream\(\)|\bparam\.\w|\bheader\[|\bcookie\.\w|"get(?:Parameter|Header|InputStream|Reader)"|\b(?:ServletFileUpload|MultipartRequest|SmartUpload)\b/

/** What Java in pages does that lets others run things. */
export const JSP: Profile = {
  language: 'jsp',
  dialect: C_LIKE,
  source: REQUEST,
  worth:
    /exec|yv66v|rO0AB|ProcessBuilder|ProcessImpl|UNIXProcess|defineClass|ScriptEngine|\beval\b|invoke|URLClassLoader|InitialContext|lookup|Unsafe|FileOutputStream|FileWriter|RandomAccessFile|Files\.(?:write|copy)|SocketChannel|new Socket|readObject|XMLDecoder|ELProcessor|SpelExpression|Ognl|StandardContext|addFilter|addServlet|transferTo|\.write\(|forName|Instrumentation|BCEL|GroovyShell|JShell|loadClass|delete\(\)|saveAs|getMethod/,
  sinks: [
    {
      rule: 'WEBSHELL-002',
      name: 'Runtime.exec',
      at: /\.exec\(/,
      alone: 'medium',
      besides: /Runtime|"exec"|java\.lang|DefaultExecutor/,
    },
    { rule: 'WEBSHELL-002', name: 'ProcessBuilder', at: /\bProcessBuilder\(|\bProcessBuilder\b/, alone: 'medium' },
    { rule: 'WEBSHELL-002', name: 'ProcessImpl', at: /ProcessImpl|UNIXProcess|forkAndExec/, alone: 'high' },
    {
      rule: 'WEBSHELL-002',
      name: 'reflection',
      at: /\.invoke\(/,
      alone: 'medium',
      besides:
        /"[^"\n]{0,80}(?:java\.lang\.Runtime|Runtime|ProcessBuilder|ProcessImpl|getRuntime|ScriptEngineManager|defineClass|exec)"|java\.lang\.Runtime|ProcessBuilder/,
    },
    { rule: 'WEBSHELL-003', name: 'a method by its name', at: /\.(?:getMethod|getDeclaredMethod|invoke)\(/ },
    { rule: 'WEBSHELL-003', name: 'a class by its name', at: /\bforName\(/ },
    {
      rule: 'WEBSHELL-010',
      name: 'defineClass',
      at: /\bdefineClass\d?\b|\bdefineAnonymousClass\b/,
      alone: 'high',
      always: 'medium',
    },
    { rule: 'WEBSHELL-010', name: 'defineClass', at: /"defineClass\d?"/, alone: 'high', always: 'medium' },
    { rule: 'WEBSHELL-010', name: 'class loader', at: /extends ClassLoader/, alone: 'high', always: 'low' },
    { rule: 'WEBSHELL-010', name: 'URLClassLoader', at: /\bURLClassLoader\b/, alone: 'medium' },
    {
      rule: 'WEBSHELL-010',
      name: 'BCEL class loader',
      at: /\$\$BCEL\$\$|bcel\.internal\.util\.ClassLoader|\bJavaWrapper\b/,
      alone: 'high',
      always: 'high',
    },
    {
      rule: 'WEBSHELL-010',
      name: 'deserialisation',
      at: /\b(?:readObject|XMLDecoder)\(/,
      reached: 'medium',
      besides: /getInputStream|getParameter|getHeader/,
    },
    {
      rule: 'WEBSHELL-010',
      name: 'deserialisation',
      at: /\bObjectInputStream\(/,
      reached: 'medium',
      besides: /readObject/,
    },
    {
      rule: 'WEBSHELL-010',
      name: 'a class in a page',
      at: /"(?:yv66v|rO0AB)[\w+/]{40}/,
      alone: 'high',
      always: 'medium',
    },
    {
      rule: 'WEBSHELL-010',
      name: 'TemplatesImpl',
      at: /\bTemplatesImpl\b|"_bytecodes"/,
      alone: 'high',
      always: 'medium',
    },
    {
      rule: 'WEBSHELL-001',
      name: 'script engine',
      at: /\.eval\(/,
      alone: 'medium',
      besides: /ScriptEngine|ELProcessor|GroovyShell|JShell|javascript|nashorn/i,
    },
    {
      rule: 'WEBSHELL-001',
      name: 'ScriptEngineManager',
      at: /ScriptEngineManager|\bJShell\b|GroovyShell|"js"|"nashorn"/,
      alone: 'medium',
    },
    {
      rule: 'WEBSHELL-001',
      name: 'expression language',
      at: /\b(?:createValueExpression|parseExpression|Ognl\.getValue|evaluateExpression|ELProcessor|createMethodExpression|compileExpression)\b/,
      reached: 'high',
      alone: 'medium',
    },
    {
      rule: 'WEBSHELL-001',
      name: 'expression language',
      at: /\bparam\.\w+\.getClass\(|getClass\(\)\.forName\(param|\$\{[^}]{0,200}(?:Runtime|ProcessBuilder|ScriptEngine)/,
      always: 'high',
    },
    { rule: 'WEBSHELL-001', name: 'a compiler', at: /getSystemJavaCompiler|\bJavaCompiler\b/, alone: 'medium' },
    { rule: 'WEBSHELL-007', name: 'JNDI', at: /\.lookup\(/, besides: /InitialContext|JdbcRowSet|Naming/ },
    {
      rule: 'WEBSHELL-011',
      name: 'a filter or servlet registered while running',
      at: /\b(?:addFilterMapBefore|addFilterDef|addApplicationEventListener|addFilterConfig|FilterDef|ApplicationFilterConfig|addServletMapping\w*|createWrapper|addValve|registerMapping|addInterceptor|addWebSocketEndpoint|addEndpoint)\b/,
      alone: 'high',
      always: 'medium',
    },
    {
      rule: 'WEBSHELL-011',
      name: 'a filter in a page',
      at: /"(?:filterConfigs|applicationEventListenersList|addFilterMap\w*|filterDefs)"/,
      alone: 'high',
      always: 'medium',
    },
    { rule: 'WEBSHELL-011', name: 'an agent', at: /\bVirtualMachine\.attach\(|\bloadAgent\(/, alone: 'high' },
    {
      rule: 'WEBSHELL-005',
      name: 'a file',
      at: /\b(?:FileOutputStream|FileWriter|RandomAccessFile|PrintWriter)\(|Files\.(?:write|copy|newOutputStream)\(|\btransferTo\(/,
      reached: 'high',
    },
    {
      rule: 'WEBSHELL-005',
      name: 'a file',
      at: /\b(?:FileOutputStream|FileWriter|RandomAccessFile)\(/,
      alone: 'medium',
    },
    {
      rule: 'WEBSHELL-005',
      name: 'an upload',
      at: /\b(?:saveAs|SaveAs|saveFile|getSubmittedFileName)\(|\.write\(new File\(/,
      alone: 'medium',
    },
    {
      rule: 'WEBSHELL-009',
      name: 'a connection',
      at: /\b(?:SocketChannel\.open|new Socket|InetSocketAddress|Socket)\(|\.openConnection\(/,
      reached: 'high',
    },
    { rule: 'WEBSHELL-009', name: 'a connection', at: /\bSocketChannel\.open\(/, alone: 'high' },
    {
      rule: 'WEBSHELL-008',
      name: 'a shell on a connection',
      at: /\b(?:new Socket|Socket)\(/,
      alone: 'high',
      always: 'high',
      besides: /(?:\/bin\/(?:ba)?sh|cmd\.exe|"cmd"|"sh")[^]*|ProcessBuilder\("/,
    },
    {
      rule: 'WEBSHELL-014',
      name: 'a file manager',
      at: /\.(?:listFiles|listRoots)\(/,
      alone: 'medium',
      besides: /\.delete\(\)[^]*/,
    },
  ],
}
