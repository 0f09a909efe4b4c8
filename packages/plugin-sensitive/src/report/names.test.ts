import { expect, test } from 'vitest'
import { buildSample } from '../../test/samples.ts'
import { assignmentsOf } from './assignments.ts'
import { secretInVariable } from './names.ts'

const random = buildSample('{alnum:32}', 'names')
const hex = buildSample('{HEX:40}', 'names')

test.each([
  ['DB_PASSWORD', 'hunter2x', 'password'],
  ['MYSQL_ROOT_PASSWORD', 'root', 'password'],
  ['dbPassword', 'a=b=c==', 'password'],
  ['API_TOKEN', random, 'secret'],
  ['API_KEY', random, 'secret'],
  ['AWS_SECRET_ACCESS_KEY', random, 'secret'],
  ['SESSION_KEY', random, 'secret'],
  ['CHAT_SALT', random, 'key'],
])('%s=%s is a secret', (name, value, why) => {
  expect(secretInVariable(name, value)).toBe(why)
})

test.each([
  ['GPG_KEY', hex],
  ['SSH_AUTH_SOCK', '/run/ssh.sock'],
  ['MONKEY', random],
  ['KEYBOARD', 'us'],
  ['PASSWORD_FILE', '/run/secrets/db'],
  ['API_KEY_FILE', 'key.txt'],
  ['DB_PASSWORD', ''],
  ['DB_PASSWORD', '${DB_PASSWORD}'],
  ['DB_PASSWORD', 'changeme'],
  ['ALLOW_EMPTY_PASSWORD', 'yes'],
  ['PASSWORD_MIN_LENGTH', '12'],
  ['TOKEN_URL', 'https://auth.local/token'],
  ['TOKEN_TTL', '3600'],
  ['AUTH_TYPE', 'basic'],
  ['SECRET_NAME', 'my-secret'],
  ['PATH', '/usr/local/sbin:/usr/bin'],
  ['PYTHON_SHA256', hex],
  ['COMPASS', random],
])('%s=%s is none', (name, value) => {
  expect(secretInVariable(name, value)).toBeUndefined()
})

test.each([
  [
    '/bin/sh -c #(nop)  ENV A=1 B=x=y',
    [
      ['A', '1'],
      ['B', 'x=y'],
    ],
  ],
  ['ENV A="1 2"', [['A', '1 2']]],
  ['ENV A some value', [['A', 'some value']]],
  ['ARG TOKEN=abc', [['TOKEN', 'abc']]],
  ['ARG TOKEN', []],
  [
    '|2 A=1 2 B=3 /bin/sh -c make C=4',
    [
      ['A', '1 2'],
      ['B', '3'],
    ],
  ],
  ['RUN |1 TOKEN=abc /bin/bash -c make # buildkit', [['TOKEN', 'abc']]],
  ['LABEL a.b=c', [['a.b', 'c']]],
  ['RUN make A=1', []],
  ['COPY . /', []],
])('the variables of %s', (createdBy, expected) => {
  expect(assignmentsOf({ createdBy }).map(({ name, value }) => [name, value])).toEqual(expected)
})
