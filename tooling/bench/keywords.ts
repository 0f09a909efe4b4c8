import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { mib } from '@veinmind/sdk'
import { buildAutomaton } from '../../packages/engine/src/read/keyword-automaton.ts'
import type { KeywordSearch } from '../../packages/engine/src/read/keyword-search.ts'
import { createKeywordSearches } from '../../packages/engine/src/read/keyword-search.ts'
import { atLeast } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const WORDS = 2000
const PIECE = mib(1)
const PIECES = 128
/** The clock of a thread's CPU goes in steps: turns are long. */
const TURN = 32

/** The search for keywords in WebAssembly, against the one in JavaScript, over the bytes of a layer; both have to find the same. */
export async function benchKeywords({ layers: [layer = ''] }: Subject): Promise<Result[]> {
  const pieces = await piecesOf(layer)
  const automaton = buildAutomaton(makeWords())
  const [plain, wasm] = [false, true].map((isWasm) => createKeywordSearches(automaton, { wasm: isWasm })())
  if (!plain || !wasm) throw new Error('there are two searches')
  searchAll(plain, pieces.slice(0, TURN))
  searchAll(wasm, pieces.slice(0, TURN))
  let [plainSeconds, wasmSeconds] = [0, 0]
  for (let at = 0; at < pieces.length; at += TURN) {
    const turn = pieces.slice(at, at + TURN)
    const [expected, found] = [searchAll(plain, turn), searchAll(wasm, turn)]
    if (expected.found !== found.found) throw new Error(`the searches differ in the mebibytes from ${at}`)
    plainSeconds += expected.seconds
    wasmSeconds += found.seconds
  }
  const speeds = [plainSeconds, wasmSeconds].map((seconds) => Math.round((pieces.length * PIECE) / seconds / 1e6))
  const what = `keyword search, ${WORDS.toLocaleString('en')} words, in WebAssembly over that in JavaScript (MB a second: ${speeds[1]} over ${speeds[0]})`
  return [atLeast(what, plainSeconds / wasmSeconds, { least: 2.2, unit: '×' })]
}

async function piecesOf(layer: string): Promise<readonly Buffer[]> {
  const all = Buffer.alloc(PIECES * PIECE)
  let length = 0
  for await (const chunk of createReadStream(layer).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    length += chunk.copy(all, length)
    if (length === all.length) break
  }
  return Array.from({ length: Math.floor(length / PIECE) }, (_, at) => all.subarray(at * PIECE, (at + 1) * PIECE))
}

/** What is found in each piece, and the CPU time that it takes. */
function searchAll(
  search: KeywordSearch,
  pieces: readonly Buffer[],
): { readonly found: string; readonly seconds: number } {
  const before = process.threadCpuUsage()
  const found = pieces.map((piece) => {
    search.reset()
    search.update(piece)
    return search.found.toSorted((a, b) => a - b).join()
  })
  const { user, system } = process.threadCpuUsage(before)
  return { found: found.join(';'), seconds: (user + system) / 1e6 }
}

/** Words as rules for secrets have them: names of services and of what they keep secret, each of the one with each of the other. */
function makeWords(): readonly string[] {
  const services =
    'aws,azure,gcp,github,gitlab,slack,stripe,twilio,heroku,npm,pypi,docker,vault,consul,okta,auth0,algolia,adobe,asana,atlassian,beamer,bitbucket,clojars,codecov,coinbase,confluent,contentful,databricks,datadog,discord,doppler,dropbox,duffel,dynatrace,easypost,etsy,facebook,fastly,finicity,flickr,frameio,freshbooks,grafana,hashicorp,hubspot,intercom,jfrog,kraken,kucoin,launchdarkly'.split(
      ',',
    )
  const secrets =
    'key,token,secret,password,passwd,pwd,credential,private,access,api_key,apikey,client_id,client_secret,auth,bearer,session,cookie,signature,salt,hash,cert,pem,license,webhook,dsn,account,tenant,refresh,oauth,jwt,pin,otp,seed,master,root,admin,deploy,ci,bot,user'.split(
      ',',
    )
  const words = services.flatMap((service, at) =>
    secrets.map((secret, place) => `${service}${['_', '-', '.', ''][(at + place) % 4]}${secret}`),
  )
  return [...new Set(words)].slice(0, WORDS)
}
