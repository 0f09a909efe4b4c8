import { expect, test } from 'vitest'
import { read, words } from '../testing.ts'
import { gemfileLock } from './gemfile-lock.ts'
import { installedGem } from './gemspec.ts'

test('installed gems by their specification, those of Ruby itself by its name where it loads its version', () => {
  const spec =
    '# -*- encoding: utf-8 -*-\n# stub: nokogiri 1.16.2 x86_64-linux lib\n\nGem::Specification.new do |s|\n  s.name = "nokogiri".freeze\n  s.version = "1.16.2"\n  s.platform = "x86_64-linux".freeze\n  s.authors = ["A".freeze]\n  s.licenses = ["MIT".freeze, "Ruby"]\n  s.specification_version = 4\nend\n'
  expect(
    read(installedGem, '/usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.16.2-x86_64-linux.gemspec', spec)?.packages,
  ).toEqual([
    {
      type: 'gem',
      name: 'nokogiri',
      version: '1.16.2',
      isInstalled: true,
      licenses: ['MIT', 'Ruby'],
      qualifiers: { platform: 'x86_64-linux' },
    },
  ])
  expect(
    words(
      read(
        installedGem,
        '/r/specifications/default/json-2.6.1.gemspec',
        'Gem::Specification.new do |s|\n  s.name = "json"\n  s.version = File.exist?(v) ? File.read(v) : x\nend\n',
      ),
    ),
  ).toEqual(['json 2.6.1'])
  expect(() => read(installedGem, '/r/gems/a-1/a.gemspec', '')).toThrow('does not want')
})

test('Gemfile.lock: gems, those of repositories and folders, platforms; not what they ask for', () => {
  const lock =
    'GIT\n  remote: https://example.org/x.git\n  revision: abc\n  specs:\n    x (0.1.0)\n      rack (>= 2)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    rack (2.2.8)\n    nokogiri (1.16.0-x86_64-linux)\n      racc (~> 1.4)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack (= 2)\n\nBUNDLED WITH\n   2.4.10\n'
  const reading = read(gemfileLock, '/app/Gemfile.lock', lock)
  expect(words(reading)).toEqual(['x 0.1.0 (asked)', 'rack 2.2.8 (asked)', 'nokogiri 1.16.0 (asked)'])
  expect(reading?.packages[0]?.meta).toEqual({ origin: 'https://example.org/x.git' })
})
