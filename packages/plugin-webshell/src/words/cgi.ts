import { C_LIKE, SCRIPT } from './lex-words.ts'
import type { Profile } from './profile.ts'

/** Web shells in these languages are short; longer files are frameworks in one file. */
const LONGEST_PAGE = 48 * 1024

/** Tags of ColdFusion, whose attributes are what counts. */
export const CFM: Profile = {
  language: 'cfm',
  dialect: { ...C_LIKE, lineComments: [] },
  source: /\b(?:form|url|cgi|cookie)\s*[.[]\s*\w*|GetHttpRequestData|\bfilefield\b/i,
  worth: /cfexecute|cffile|evaluate|createObject|cfregistry|iif\(|cfinclude|java/i,
  sinks: [
    { rule: 'WEBSHELL-002', name: 'cfexecute', at: /<cfexecute\b|\bcfexecute\b/i, alone: 'high' },
    { rule: 'WEBSHELL-001', name: 'evaluate', at: /\b(?:evaluate|precisionEvaluate|iif)\(/i },
    { rule: 'WEBSHELL-002', name: 'java.lang.Runtime', at: /java\.lang\.(?:Runtime|ProcessBuilder)/i, alone: 'high' },
    { rule: 'WEBSHELL-010', name: 'a class loader', at: /URLClassLoader|defineClass|ClassLoader/, alone: 'high' },
    { rule: 'WEBSHELL-005', name: 'cffile', at: /<cffile\b|\bcffile\b|\bfileWrite\(/i, reached: 'high' },
    {
      rule: 'WEBSHELL-005',
      name: 'an upload',
      at: /cffile action="(?:upload|write)"|action="upload"/i,
      alone: 'medium',
    },
    { rule: 'WEBSHELL-004', name: 'cfinclude', at: /<cfinclude\b|\bcfinclude\b/i, reached: 'medium' },
  ],
}

/** Perl behind CGI. */
export const PERL: Profile = {
  language: 'perl',
  dialect: { ...SCRIPT, lines: false },
  longest: LONGEST_PAGE,
  source:
    /\bparam\s*\(|\$ENV\s*\{\s*"?(?:QUERY_STRING|HTTP_\w+|PATH_INFO|REQUEST_URI)|\bENV\{"?(?:QUERY_STRING|HTTP_)|\bread\s*\(\s*STDIN|\bReadParse\b|\$in\{|->\s*(?:Vars|param|upload)\b|\bsysread\(STDIN/,
  worth: /\b(?:system|exec|eval|open|qx|popen)\b|`/,
  brings: /\bCGI\b|QUERY_STRING|HTTP_[A-Z]|REQUEST_METHOD|CONTENT_LENGTH|Plack|Mojolicious|Dancer/,
  sinks: [
    { rule: 'WEBSHELL-002', name: 'system', at: /(?:^|=>|[^\w>$@%&])(?:system|exec|qx)\b/ },
    { rule: 'WEBSHELL-001', name: 'eval', at: /(?:^|=>|[^\w>$@%&])eval\b(?!\{)/ },
    { rule: 'WEBSHELL-002', name: 'open of a command', at: /\bopen\s*\(?[^;]{0,200}"(?:\|[^|]|[^"]{0,100}\|")/ },
    { rule: 'WEBSHELL-005', name: 'a file', at: /\bopen\s*\(?[^;]{0,200}">/, reached: 'medium' },
  ],
}

/** Python behind CGI, Flask, Django and the like. */
export const PYTHON: Profile = {
  language: 'python',
  dialect: SCRIPT,
  longest: LONGEST_PAGE,
  source:
    /\bFieldStorage\(|\bgetfirst\(|\bgetvalue\(|\brequest\.(?:args|form|values|data|json|GET|POST|headers|cookies|files|get_json|get_data|body|query_string|query|forms|params|stream)\b|environ\[?\.?(?:get\()?"(?:QUERY_STRING|HTTP_|wsgi\.input)|self\.(?:get_argument|rfile\.read|headers)|parse_qs\(/,
  brings: /FieldStorage|\brequest\.|environ|parse_qs|\brfile\b|get_argument/,
  worth: /\b(?:os|subprocess|commands|popen2|eval|exec|compile|marshal|pickle|__import__|pty)\b/,
  sinks: [
    {
      rule: 'WEBSHELL-002',
      name: 'a command',
      at: /\b(?:os\.(?:system|popen\d?|exec\w*|spawn\w*)|subprocess\.(?:Popen|call|run|check_output|check_call|getoutput|getstatusoutput)|commands\.get(?:status)?output|popen2\.\w+|popen)\(/,
    },
    {
      rule: 'WEBSHELL-001',
      name: 'eval',
      at: /(?<!\bdef)(?:^|[^.\w])(?:eval|exec|execfile|compile)\(|^exec /,
      reached: 'high',
    },
    { rule: 'WEBSHELL-010', name: 'marshal', at: /\b(?:marshal|pickle|cPickle)\.loads\(/, reached: 'low' },
  ],
}

/** Ruby behind CGI, Rack and Sinatra. */
export const RUBY: Profile = {
  language: 'ruby',
  dialect: SCRIPT,
  longest: LONGEST_PAGE,
  source:
    /\breq\.(?:query|body|params)\b|\bparams\s*\[|\bcgi\s*\[|\bCGI\.new|\bENV\["(?:QUERY_STRING|HTTP_)|\brequest\.(?:params|body|env|query_string|GET|POST)\b|\.params\[|env\["(?:QUERY_STRING|HTTP_|rack\.input)/,
  brings: /\bparams\b|\breq\b|\bCGI\b|\bcgi\b|\brequest\b|QUERY_STRING|HTTP_[A-Z]/,
  worth: /\b(?:system|exec|eval|popen|spawn|Open3|instance_eval|send)\b|`|%x/,
  sinks: [
    {
      rule: 'WEBSHELL-002',
      name: 'a command',
      at: /(?<!\bdef)(?:^|[^.\w])(?:system|exec|spawn|qx)\b|\b(?:IO\.popen|Open3\.\w+|Kernel\.(?:system|exec))\b|%x/,
    },
    {
      rule: 'WEBSHELL-001',
      name: 'eval',
      at: /(?<!\bdef)(?:^|[^.\w])(?:eval|instance_eval|class_eval)\b|Kernel\.eval/,
    },
  ],
}

/** JavaScript of a server. */
export const NODE: Profile = {
  language: 'node',
  dialect: C_LIKE,
  longest: LONGEST_PAGE,
  source:
    /\b(?:req|request)\.on\("data"|\b(?:req|request|ctx|ctx\.request)\.(?:query|body|params|headers|cookies|url|rawBody|get\()|\burl\.parse\((?:req|request)\.url|new URL\((?:req|request)\.url|\.searchParams\.get\(|querystring\.parse\(/,
  brings:
    /createServer|\bexpress\b|\bkoa\b|fastify|\bhapi\b|restify|['"](?:node:)?https?['"]|app\.(?:get|post|all|use)\(/,
  worth: /child_process|\beval\(|\bFunction\(|\bvm\b|runIn\w*Context/,
  sinks: [
    {
      rule: 'WEBSHELL-002',
      name: 'child_process',
      at: /\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|fork)\(/,
      besides: /"(?:node:)?child_process"/,
    },
    { rule: 'WEBSHELL-001', name: 'eval', at: /(?:^|[^.\w])eval\(|\bnew Function\(|\bFunction\(/ },
    { rule: 'WEBSHELL-001', name: 'vm', at: /\brunIn(?:New|This)?Context\(|\bvm\.Script\(/ },
  ],
}
