/** How a name and its value are written in a format; the name of a file of that format. */
export interface Writer {
  readonly path: string
  readonly write: (name: string, value: string) => string
}

const json = (value: string) => JSON.stringify(value)
const single = (value: string) => `'${value.replace(/[\\']/g, String.raw`\$&`).replace(/\n/g, String.raw`\n`)}'`
const xml = (value: string) =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
const inShell = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`
/** Double quotes, in which dollar signs and backquotes are escaped too. */
const expanding = (value: string) => `"${value.replace(/["\\$\x60]/g, String.raw`\$&`).replace(/\n/g, String.raw`\n`)}"`
const oneLine = (value: string) => value.replace(/\n/g, String.raw`\n`)
const identifier = (name: string) => name.replace(/\W/g, '_')

/** The formats that configuration and code hold secrets in. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  JSON: { path: '/srv/app/settings.json', write: (name, value) => `{\n  ${json(name)}: ${json(value)}\n}\n` },
  YAML: { path: '/srv/app/settings.yaml', write: (name, value) => `app:\n  ${name}: ${json(value)}\n` },
  XML: {
    path: '/srv/app/settings.xml',
    write: (name, value) => `<app>\n  <entry key="${name}">${xml(value)}</entry>\n</app>\n`,
  },
  INI: { path: '/srv/app/settings.ini', write: (name, value) => `[app]\n${name} = ${oneLine(value)}\n` },
  '.env': { path: '/srv/app/.env', write: (name, value) => `${identifier(name)}=${expanding(value)}\n` },
  properties: {
    path: '/srv/app/app.properties',
    write: (name, value) => `${name}=${oneLine(value.replaceAll('\\', '\\\\'))}\n`,
  },
  TOML: { path: '/srv/app/settings.toml', write: (name, value) => `[app]\n${name} = ${json(value)}\n` },
  PHP: {
    path: '/srv/app/config.php',
    write: (name, value) => `<?php\ndefine('${identifier(name)}', ${single(value)});\n`,
  },
  Python: { path: '/srv/app/settings.py', write: (name, value) => `${identifier(name)} = ${json(value)}\n` },
  Go: {
    path: '/srv/app/main.go',
    write: (name, value) => `package main\n\nvar ${identifier(name)} string = ${json(value)}\n`,
  },
  JavaScript: {
    path: '/srv/app/config.js',
    write: (name, value) =>
      `module.exports = {\n  ${identifier(name)}: process.env.${identifier(name)} || ${single(value)},\n}\n`,
  },
  shell: {
    path: '/srv/app/run.sh',
    write: (name, value) => `#!/bin/sh\nexport ${identifier(name)}=${inShell(value)}\n`,
  },
}
