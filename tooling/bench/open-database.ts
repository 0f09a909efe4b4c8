/** What opening a database and the first question cost a program that asks it: CPU seconds beyond those of a Node that does nothing. */
const [folder = ''] = process.argv.slice(2)
const { openDatabase } = await import('@veinmind/advisories')
const before = process.cpuUsage()
const database = await openDatabase(folder)
database?.advicesOn('Debian:12', 'openssl')
const { user, system } = process.cpuUsage(before)
process.stdout.write(String((user + system) / 1e6))
