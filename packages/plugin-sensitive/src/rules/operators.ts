/** Any quote, also one that is escaped inside a string of JSON or of a shell. */
export const QUOTE: string = String.raw`\\{0,7}["'\x60]`
/** The rest of a name (of the characters that `rest` matches; it ends where a word does, so that nothing is tried in the middle of one), and what closes it: quotes, brackets of an index, marks of Markdown, other attributes of an element. */
export function closeOf(rest: string): string {
  return String.raw`(?<rest>${rest})(?![\w$])(?:(?:${QUOTE}|[\])*]){0,4}|(?:\s[\w:.-]{1,30}=["'][^"'<>\n]{0,60}["']){1,3}(?=>))`
}

const OPERATORS = [
  // `password: string = "x"`, `password string = "x"`, `password[] = "x"`
  String.raw`\s{0,4}:?\s{0,4}(?:&?(?:'\w{1,10}\s)?[A-Z*]?[\w.?]{1,24}(?:<[\w, ]{1,24}>)?(?:\[\d{0,5}\]){0,2}|\[\d{0,5}\])\s{0,4}=\s{0,4}(?=[@$NnUuBbRrL"'\x60])`,
  // a name and a value in attributes, in keys of their own, on lines of their own
  String.raw`[,;]?\s{0,40}(?:[-]\s)?["'\x60]?(?:value|val|default(?:_?value)?|content)["'\x60]?[ \t]{0,2}[:=][ \t]{0,4}`,
  String.raw`[ \t]{0,40}(?:=>|:=|:-|<=|\|\|:|[=!]={0,2}|\|\|=|\?\?=|\?=|\+=|:(?![:])\*{0,2}|(?<element>>)(?:\s{0,40}<(?:value|string|default)>)?)[ \t]{0,40}(?:\r?\n[ \t]{1,40}(?:(?=["'\x60])|-[ \t]{1,4}(?=["'\w])))?`,
  // a name and its value in elements of their own; the default of a variable
  String.raw`</[\w.-]{1,20}>\s{0,40}<(?<sibling>value|string|data)>`,
  String.raw`[ \t]{0,4}\{[^{}]{0,160}?\bdefault[ \t]{0,8}=[ \t]{0,4}(?=")`,
  // `key, err := hex.DecodeString("…")`
  String.raw`,[ \t]{0,2}(?:_|err|ok)[ \t]{0,2}:?=[ \t]{0,2}(?=[\w.]{1,32}\(${QUOTE})`,
  // what is typed into a field of that name
  String.raw`\s{0,2}\.(?:type|fill|sendKeys|send_keys|setValue|val)\(\s{0,4}(?=${QUOTE})`,
  String.raw`,[ \t]{0,4}with:[ \t]{0,4}(?=${QUOTE})`,
  // an argument behind the name, or the argument of a setter
  String.raw`(?<comma>[ \t]{0,4},)\s{0,40}(?=(?:N|b|u|@)?${QUOTE})`,
  String.raw`\(\s{0,8}(?=${QUOTE})`,
  // what stands in when a variable is not set
  String.raw`\s{0,4}(?:\|\||\?\?|\?:|\bor\b)\s{0,4}(?=${QUOTE})`,
  // `PASSWORD 'x'` of SQL, `--password x`
  String.raw`(?<blank>\s{1,4})(?:is\s{1,2})?(?=N?["'\x60])`,
]
/** `name value` without a sign between them, as servers are configured, and as people write: the value ends its line. */
const DIRECTIVE = String.raw`(?<directive>[ \t]{1,20}(?:for[ \t][\w@. ]{1,24}?[ \t])?(?:(?:is|was)[ \t]{1,4})?)(?=[^\s"'\x60=:<>|&(){}[\],;])`
/** What stands between a name and its value in some format or language. */
export const OPERATOR: string = `(?:${OPERATORS.join('|')})`
/** The same, and nothing but blanks. */
export const OPERATOR_OR_BLANK: string = `(?:${[...OPERATORS, DIRECTIVE].join('|')})`
