import type { Entry } from '@veinmind/sdk'
import { globMatcher } from '@veinmind/internal'

/**
 * Where examples live, not secrets: documentation, tests of packages that a package manager brought, certificate
 * authorities. Nothing else below /usr or /lib is left out, applications are installed there too.
 */
export const SKIPPED_PATHS: readonly string[] = [
  '/usr/share/{doc,man,info,locale,i18n,zoneinfo,ca-certificates}/**',
  '/usr/local/share/{doc,man}/**',
  '/etc/ssl/certs/**',
  '/etc/pki/{ca-trust/extracted,tls/certs}/**',
  '/var/lib/dpkg/{info/*,status,status-old,available}',
  '/var/lib/apt/lists/**',
  '/usr/{,local/}lib/python*/{test,idlelib,lib2to3}/**',
  '/usr/local/lib/python*/**/{test,tests}/**',
  '**/{site,dist}-packages/**/{test,tests,testing,example,examples,docs}/**',
  '**/node_modules/**/{test,tests,__tests__,example,examples,fixtures,docs}/**',
  '**/node_modules/**/*.{md,markdown,map,d.ts,d.mts,d.cts}',
  '**/go/pkg/mod/**/{testdata,test_data,test,tests,fixtures,examples,docs,.github}/**',
  '**/go/pkg/mod/**/*{_test,_test_data}.go',
  '/usr/local/go/{src,test,doc}/**/testdata/**',
  '/usr/local/go/src/**/*_test.go',
  '**/gems/*/{spec,test,tests,examples,doc}/**',
  '/usr/{lib,share}/**/{t,test,tests,testdata,test_data,spec}/**',
  '**/*.{dist,egg}-info/**',
  '/usr/share/ruby-*/**/{test,spec}/**',
  '**/.cargo/registry/src/**/{tests,testdata,examples,benches}/**',
  '**/grafana/public/build/*.js',
]

/** Endings of compressed files and media: a secret in them has no readable form. */
const UNREADABLE =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|mp[34]|m4a|og[gv]|webm|avi|mov|flac|wav|woff2?|ttf|otf|eot|gz|tgz|bz2|xz|zst|lz4|br|zip|jar|war|ear|whl|egg|deb|rpm|apk|7z|rar|gmo|mo|pdf|wasm)$/i

/** Whether neither the content nor the name of a file or folder there says anything. */
export const isSkipped: (path: string) => boolean = globMatcher(SKIPPED_PATHS)

/** Whether the content of a file is looked at when nobody says otherwise. */
export function isReadable({ path, type, size }: Entry): boolean {
  return type === 'file' && size >= 8 && !UNREADABLE.test(path) && !isSkipped(path)
}
