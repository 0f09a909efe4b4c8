import { expect, test } from 'vitest'
import type { Form } from '../model.ts'
import { parseStored } from './stored.ts'
import { isVerifier } from './verifier.ts'

const SEEDS: Readonly<Record<Form, readonly string[]>> = {
  crypt: [
    '$5$rounds=1000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5',
    '$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.',
    '$y$j75$abcdefgh$DdqAN74pEsqcqznWjI6lb6Ti0k.v6rz1vjj3ppJzqR3',
    '$gy$j75$abcdefgh$DdqAN74pEsqcqznWjI6lb6Ti0k.v6rz1vjj3ppJzqR3',
    '$7$9/..../....saltsalt$7GGKIXRhyVWMqj1sAMYzaelq9WXTXwTDj91gwQZQK3D',
    '$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C',
    '$sha1$64$saltsalt$inJQAtO93uwlyAV.PvfdFAyLlBFp',
    '_J9..salttPSSQO9svBw',
    'abN/qM.L/H8EQ',
    '$3$$becedb42ec3c5c7f965255338be4453c',
    '$md5,rounds=1$abcdefgh$$6jFzruxahrSiBWpDjzbSO1',
  ],
  mysql: ['*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19', '6f8c114b58f2ce9e', `$A$005$${'s'.repeat(20)}${'d'.repeat(43)}`],
  postgres: [
    'md5a6343a68d964ca596d9752250d54bb8a',
    'SCRAM-SHA-256$4096:IKfxzJ8Nq4PkLJCfgKcPmA==$iRw3qwTp18uaBnsTOEExbtgWdKeBMbSSnZvqD4sdqLQ=:hPciC1CcnBna3szR8Mf3MVc8t0W7QPbIHoMMrh4zRV0=',
  ],
  redis: ['#5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'],
  tomcat: [
    '{SSHA}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '0123$100$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8',
    '5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8',
  ],
  htpasswd: ['$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', 'plain'],
  any: [
    '$7$101$mYncwOWfhMKrQ25F$7fEOKhv+n8/79kRKrzE9CdAsVafpZHs4RBNw5RysHzX0xymyzJmTuOyorbNX3LbEO+uW429z5RGP8n5jf+cx5w==',
    '$argon2id$v=19$m=1024,t=3,p=4$IewRfpmQD4Vh6s8r2ZXTcg$3oGW9GOpSooSaESEYPB8B2VLp3QukRIMvJrg9VbRCe0',
    '$scrypt$ln=10,r=8,p=1$HYOwtrbWWgsBoBTiXKtVag$hmN6YvuGEuQ2err+DvxigPnFbdwqdqT/onGURU6T8bM',
  ],
  nt: ['becedb42ec3c5c7f965255338be4453c'],
  digest: ['realm\x0066ac2da66ec9c14656a4dbaef54411d3'],
  rabbitmq: ['LSORjkVap2BmycRgLcENHKPelqwcOxkzNE3PZUq5tsgyz6w8'],
  pbkdf2: ['sha256:1000:61626364:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8'],
  plain: ['secret', '{SSHA512}AAAA'],
}

test.each(Object.entries(SEEDS))('%s: mutated values are read or refused, and never throw', (form, seeds) => {
  let state = 20_261_124
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const alphabet = './09AZaz$,=:{}*#_é\0 '
  let read = 0
  for (let i = 0; i < 1000; i++) {
    let value = seeds[i % seeds.length] ?? ''
    for (let n = random(3); n > 0; n--) {
      const at = random(value.length + 1)
      value =
        value.slice(0, at) + (alphabet[random(alphabet.length)] ?? '').repeat(random(2)) + value.slice(at + random(2))
    }
    const parsed = parseStored(form as Form, value, 'user')
    if (!isVerifier(parsed)) continue
    read++
    expect(parsed.cost).toBeGreaterThan(0)
    const isCheap = parsed.cost < 3000
    expect([true, false]).toContain(isCheap && parsed.verify(Buffer.from('guess')))
  }
  expect(read).toBeGreaterThan(100)
})
