/** What scripts fetch with. */
export const FETCH: readonly string[] = [
  'curl',
  'wget',
  'tftp',
  'ftpget',
  'lwp-download',
  'urlopen',
  'urllib',
  'requests.get',
  '/dev/tcp/',
  'axel ',
  'aria2c',
]

// Parts of patterns. Each is bounded and cannot match in more ways than one, so that they run in linear time.
export const ADDRESS: string = String.raw`(?:https?:\/\/|ftp:\/\/)?(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\/`
export const DROP_PLACE: string = String.raw`(?:\/tmp|\/var\/tmp|\/dev\/shm|\/var\/run|\/run|\/mnt|\/root|\/usr\/share\/\.\w+|\/opt\/\.\w+)\b`
export const PASTES: string = String.raw`(?:pastebin\.com|paste\.ee|ix\.io|hastebin\.com|transfer\.sh|oshi\.at|bashupload\.com|file\.io|0x0\.st|termbin\.com|ghostbin|controlc\.com|rentry\.co|pastefy|temp\.sh|filebin\.net|gofile\.io|anonfiles|discordapp\.(?:com|net)\/attachments|discord\.com\/attachments|cdn\.discordapp|onion\.(?:ws|pet|ly|to|sh|cab|link)|tor2web|\.onion\b|trycloudflare\.com|ngrok\.io|ngrok-free|duckdns\.org|serveo\.net|loca\.lt|portmap\.io|workers\.dev|oast\.|interact\.sh|burpcollaborator|webhook\.site|anondns\.net|ddns\.net|no-ip\.|hopto\.org|zapto\.org)`
export const RUNNER: string = String.raw`(?:sudo\s+|nohup\s+|setsid\s+|exec\s+|env\s+)?(?:\/bin\/|\/usr\/bin\/)?(?:ba|da|z|k)?sh\b|python[23]?\b|perl\b|php\b|ruby\b|node\b`
export const DECODE: string = String.raw`(?:base64\s+(?:-d|-D|--decode|-di)|openssl\s+(?:enc\s+)?-?base64\s+-d|base32\s+-d|xxd\s+-r|uudecode|b64decode|basenc\s+-d)`

export const re = (source: string, flags = ''): RegExp => new RegExp(source, flags)
