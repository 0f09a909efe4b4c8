import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { inMemory } from '../../executables/testing.ts'
import { buildZip, read, words } from '../testing.ts'
import { gradleLock, sbtLock } from './lock-files.ts'
import { pomProperties } from './pom-properties.ts'
import { pomXml } from './pom-xml.ts'
import { readJars } from './read-jars.ts'

const pom = (group: string, artifact: string, version: string) => ({
  [`META-INF/maven/${group}/${artifact}/pom.properties`]: `#Created by Apache Maven\ngroupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
})
const manifest = (...lines: readonly string[]) => ({
  'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\n${lines.join('\r\n')}\r\n\r\n`,
})
const jar = (path: string, content: Uint8Array) => readJars(path, inMemory(content))

test('a jar by the coordinates that Maven left in it, with its licences', async () => {
  const content = buildZip({
    ...pom('org.apache.logging.log4j', 'log4j-core', '2.14.1'),
    'META-INF/maven/org.apache.logging.log4j/log4j-core/pom.xml':
      '<project><licenses><license><name>Apache License, Version 2.0</name></license></licenses></project>',
    ...manifest('Implementation-Title: Apache Log4j Core'),
  })
  expect((await jar('/app/log4j-core-2.14.1.jar', content)).packages).toEqual([
    {
      type: 'maven',
      name: 'org.apache.logging.log4j:log4j-core',
      version: '2.14.1',
      isInstalled: true,
      licenses: ['Apache License, Version 2.0'],
    },
  ])
})

test('what was put into a jar is listed besides it', async () => {
  const content = buildZip({
    ...pom('a', 'app', '1.0'),
    ...pom('com.google.guava', 'guava', '31.1-jre'),
    ...pom('a', 'app-core', '1.1'),
  })
  expect(words(await jar('/app/app-core-1.1.jar', content)).sort()).toEqual([
    'a:app 1.0',
    'a:app-core 1.1',
    'com.google.guava:guava 31.1-jre',
  ])
})

test('archives in archives: Spring Boot, war in ear, with where each stands', async () => {
  const inner = buildZip(pom('org.yaml', 'snakeyaml', '1.30'))
  const boot = buildZip({
    ...manifest('Start-Class: a.B', 'Implementation-Title: shop', 'Implementation-Version: 3.1.0'),
    'BOOT-INF/lib/snakeyaml-1.30.jar': inner,
  })
  expect(
    (await jar('/app/shop.jar', boot)).packages.map(({ name, version, inside }) => [name, version, inside]),
  ).toEqual([
    ['shop', '3.1.0', undefined],
    ['org.yaml:snakeyaml', '1.30', 'BOOT-INF/lib/snakeyaml-1.30.jar'],
  ])
  const ear = buildZip({
    'web.war': buildZip({
      'WEB-INF/lib/snakeyaml-1.30.jar': inner,
      'WEB-INF/classes/META-INF/maven/a/web/pom.properties': 'groupId=a\nartifactId=web\nversion=2\n',
    }),
  })
  expect((await jar('/app/all.ear', ear)).packages.map(({ name, version, inside }) => [name, version, inside])).toEqual(
    [
      ['a:web', '2', 'web.war'],
      ['org.yaml:snakeyaml', '1.30', 'web.war!/WEB-INF/lib/snakeyaml-1.30.jar'],
    ],
  )
})

test('jars without coordinates: by name, manifest and known groups; their SHA-1 is told', async () => {
  const content = buildZip(
    manifest(
      'Implementation-Title: spring-core',
      'Implementation-Version: 5.3.18',
      'Automatic-Module-Name: spring.core',
    ),
  )
  const sha1 = createHash('sha1').update(content).digest('hex')
  expect((await jar('/app/spring-core-5.3.18.jar', content)).packages).toEqual([
    {
      type: 'maven',
      name: 'org.springframework:spring-core',
      version: '5.3.18',
      isInstalled: true,
      meta: { digests: [`sha1:${sha1}`] },
    },
  ])
  const bundle = buildZip(
    manifest(
      'Bundle-SymbolicName: org.example.tools.parser;singleton:=true',
      'Bundle-Version: 1.2.0',
      'Bundle-License: https://www.apache.org/licenses/LICENSE-2.0.t',
      ' xt',
    ),
  )
  const [found] = (await jar('/app/parser.jar', bundle)).packages
  expect(found).toMatchObject({
    name: 'org.example.tools:org.example.tools.parser',
    version: '1.2.0',
    licenses: ['https://www.apache.org/licenses/LICENSE-2.0.txt'],
  })
  expect(words(await jar('/app/commons-lang3-3.12.0.jar', buildZip({ 'a.class': '' })))).toEqual([
    'commons-lang3 3.12.0',
  ])
  expect(words(await jar('/app/x.jar', buildZip({ 'a.class': '' })))).toEqual([])
  expect(
    words(await jar('/a/netty-transport-native-epoll-4.1.94.Final-linux-x86_64.jar', buildZip({ a: '' }))),
  ).toEqual(['io.netty:netty-transport-native-epoll 4.1.94.Final'])
})

test('an archive that is damaged, or named so and none, is said', async () => {
  expect(await jar('/app/x-1.0.jar', Buffer.from('<html>'))).toMatchObject({
    incomplete: expect.stringContaining('named as an archive'),
  })
  const whole = buildZip({ ...pom('a', 'app', '1.0') })
  for (let at = 0; at < whole.length; at++) {
    const broken = Buffer.from(whole)
    broken[at] = (broken[at] ?? 0) ^ 0xff
    await expect(jar('/app/app.jar', broken)).resolves.toBeDefined()
  }
})

test('an unpacked archive, and lock files', () => {
  expect(
    words(
      read(
        pomProperties,
        '/web/WEB-INF/classes/META-INF/maven/a/b/pom.properties',
        'groupId=a\nartifactId=b\nversion=1\n',
      ),
    ),
  ).toEqual(['a:b 1'])
  expect(read(pomProperties, '/x/META-INF/maven/a/b/pom.properties', 'artifactId=${x}\n')).toBeUndefined()
  expect(
    words(
      read(
        gradleLock,
        '/p/gradle.lockfile',
        '# c\norg.slf4j:slf4j-api:2.0.9=compileClasspath,runtimeClasspath\njunit:junit:4.13=testCompileClasspath\nempty=x\n',
      ),
    ),
  ).toEqual(['org.slf4j:slf4j-api 2.0.9 (asked)', 'junit:junit 4.13 (asked)'])
  expect(words(read(sbtLock, '/p/build.sbt.lock', '{"dependencies":[{"org":"a","name":"b","version":"1"}]}'))).toEqual([
    'a:b 1 (asked)',
  ])
})

test('pom.xml: properties, managed versions, what only a parent knows', () => {
  const text = `<?xml version="1.0"?><project><parent><groupId>p</groupId><version>9</version></parent><artifactId>app</artifactId><properties><v>1.\${minor}</v><minor>5</minor><loop>\${loop}\${loop}</loop></properties>
  <dependencyManagement><dependencies><dependency><groupId>m</groupId><artifactId>managed</artifactId><version>3</version></dependency></dependencies></dependencyManagement>
  <dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>\${v}</version><exclusions><exclusion><groupId>no</groupId></exclusion></exclusions></dependency>
  <dependency><groupId>m</groupId><artifactId>managed</artifactId></dependency><dependency><groupId>\${project.groupId}</groupId><artifactId>own</artifactId><version>\${project.version}</version><scope>test</scope></dependency>
  <dependency><groupId>q</groupId><artifactId>r</artifactId></dependency><dependency><groupId>q</groupId><artifactId>loop</artifactId><version>\${loop}</version></dependency></dependencies></project>`
  expect(words(read(pomXml, '/src/pom.xml', text))).toEqual([
    'a:b 1.5 (asked)',
    'm:managed 3 (asked)',
    'p:own 9 (asked)',
    'q:r  (asked)',
    'q:loop  (asked)',
  ])
})

test('dependencies of a POM beyond those that are read are told', () => {
  const one = (n: number) =>
    `<dependency><groupId>a</groupId><artifactId>b${n}</artifactId><version>1</version></dependency>`
  const pomOf = (count: number) =>
    `<project><dependencies>${Array.from({ length: count }, (_, n) => one(n)).join('')}</dependencies></project>`
  expect(read(pomXml, '/src/pom.xml', pomOf(5000))?.incomplete).toBeUndefined()
  expect(read(pomXml, '/src/pom.xml', pomOf(5001))?.incomplete).toBe('it has more packages than are read')
})

test('what is no XML is said soon', () => {
  for (const text of ['<', '<a ', '<<', '<package '])
    expect(() => read(pomXml, '/src/pom.xml', text.repeat(200_000))).toThrow(/it is no valid XML|too deep/)
  expect(
    words(
      read(
        pomXml,
        '/src/pom.xml',
        '<project><name>&copy; us</name><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>1</version></dependency></dependencies></project>',
      ),
    ),
  ).toEqual(['a:b 1 (asked)'])
})
