import { createHash } from 'node:crypto'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, buildZip, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import webshell from '../src/index.ts'

const SHELL = "<?php @eval($_POST['a']);"
const JSP = '<% Runtime.getRuntime().exec(request.getParameter("c")); %>'
const OWNED = "<?php if (isset($_GET['debug'])) { system($_GET['c']); }"
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const war = buildZip({
  'index.jsp': '<% out.print(1); %>',
  'up/x.JSPX': `<jsp:root><jsp:scriptlet>${JSP.slice(2, -2).replaceAll('"', '&quot;')}</jsp:scriptlet></jsp:root>`,
})

const image = buildImage(
  layer({
    'var/www/html/a.PHP': SHELL,
    'var/www/html/b.php5': SHELL,
    'var/www/html/c.asp;.jpg': '<%eval request("a")%>',
    'var/www/html/up/logo.jpg': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from(SHELL)]),
    'var/www/html/up/.htaccess': 'AddType application/x-httpd-php .jpg\n',
    'var/www/html/up/noext': SHELL,
    'var/www/html/.user.ini': 'auto_prepend_file=logo.png\n',
    'usr/share/doc/x/README.md': `A shell: \`${SHELL}\``,
    'home/me/noext': SHELL,
    'srv/site/odd': SHELL,
    'etc/nginx/conf.d/a.conf': 'server {\n  root /srv/site;\n}\n',
    'opt/tomcat/webapps/app.war': war,
    'usr/share/pkg/own.php': OWNED,
    'usr/share/pkg/changed.php': `${OWNED} // changed`,
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
    'var/lib/dpkg/status': 'Package: pkg\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n\n',
    'var/lib/dpkg/info/pkg.list': '/usr/share/pkg/own.php\n/usr/share/pkg/changed.php\n',
    'var/lib/dpkg/info/pkg.md5sums': `${md5(OWNED)}  usr/share/pkg/own.php\n${md5(OWNED)}  usr/share/pkg/changed.php\n`,
  }),
)

test('files are found by every name, in archives and pictures, where servers look; what a package owns unchanged is none', async () => {
  const { findings } = await scanWith(webshell, image)
  const told = findings.map(({ rule, locations }) => `${rule?.id} ${locations[0]?.path}`).toSorted()
  expect(told).toEqual([
    'WEBSHELL-001 /srv/site/odd',
    'WEBSHELL-001 /var/www/html/a.PHP',
    'WEBSHELL-001 /var/www/html/b.php5',
    'WEBSHELL-001 /var/www/html/c.asp;.jpg',
    'WEBSHELL-001 /var/www/html/up/logo.jpg',
    'WEBSHELL-001 /var/www/html/up/noext',
    'WEBSHELL-002 /opt/tomcat/webapps/app.war!/up/x.JSPX',
    'WEBSHELL-002 /usr/share/pkg/changed.php',
    'WEBSHELL-012 /var/www/html/.user.ini',
    'WEBSHELL-012 /var/www/html/up/.htaccess',
  ])
})
