import { expect, test } from 'vitest'
import { reasonIn } from './install-package.ts'

test('the reason of npm is in its first lines, and its last ones are left out', () => {
  const stderr = [
    'npm error code E404',
    'npm error 404 Not Found - GET https://registry.npmjs.org/@acme%2fmissing',
    'npm error 404',
    "npm error 404  The requested resource '@acme/missing@^1.0.0' could not be found or you do not have permission to access it.",
    'npm error 404',
    'npm error 404 Note that you can also install from a',
    'npm error 404 tarball, folder, http url, or git url.',
    'npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log',
  ]
  expect(reasonIn(stderr.join('\n'))).toBe(
    "Not Found - GET https://registry.npmjs.org/@acme%2fmissing; The requested resource '@acme/missing@^1.0.0' could not be found or you do not have permission to access it.",
  )
  expect(reasonIn('npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error errno ENOTFOUND\n')).toBe(
    'syscall getaddrinfo; errno ENOTFOUND',
  )
  expect(
    reasonIn(
      ' ERR_PNPM_FETCH_404  GET https://registry.npmjs.org/x: Not Found - 404\n\nThis error happened while installing\n',
    ),
  ).toBe('ERR_PNPM_FETCH_404  GET https://registry.npmjs.org/x: Not Found - 404; This error happened while installing')
  expect(reasonIn('')).toBe('')
})
