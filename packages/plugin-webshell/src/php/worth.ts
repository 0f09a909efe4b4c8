/** What a program must have to bring a request, or hidden code, anywhere. */
const BRINGS =
  /_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER|SESSION)\b|HTTP_|getenv|GLOBALS|php:\/\/|data:|['"]\w{1,8}['"]\s*\.\s*['"]|getallheaders|exif_read_data|iptcparse|curl_exec|wp_remote_get|apache_request_headers|filter_input|get_defined_|session_id|\beval\b|\bassert\b|create_function|base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|uudecode|hex2bin|\bpack\s*\(|sockopen|socket_|passthru|shell_exec|proc_open|\bsystem\s*\(|\bexec\s*\(|popen|\\x[\da-f]{2}|\\[0-7]{2,3}\\[0-7]|\bgoto\b|\$\$|\$\{|['"]\s*[\^|&~]\s*['"$(]|\(\s*~|\bchr\s*\(|strrev|\$_+\s*[=[({.+]|`/i

/** What a program must have to do something with it: a function that runs or writes, or a call of what is computed. */
const DOES =
  /\b(?:eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function|preg_replace|preg_filter|mb_ereg\w*|include|require|virtual|(?:include|require)_once|file_put_contents|fwrite|fputs|fopen|move_uploaded_file|copy|unlink|rename|call_user_func\w*|forward_static_call\w*|array_(?:map|filter|walk|reduce|u?diff|u?intersect|find|any|all)\w*|u[ak]?sort|register_\w+|ob_start|filter_var\w*|iterator_apply|Reflection\w+|COM|unserialize|fsockopen|pfsockopen|stream_socket_client|socket_\w+|putenv|auto_prepend_file|auto_append_file|extractTo|registerPHPFunctions|createFunction|sqliteCreateFunction|mail|error_log|set_error_handler|FFI)\b|[\w\])}'"]\s*[\])}'"]\s*\(|\$\w+\s*(?:\[[^\]\n]{0,60}\]|\{[^}\n]{0,60}\})?\s*\(|\$_+\s*\(|\bnew\s+\$|`/i

/** Whether the file needs to be parsed. Nearly all files of applications do not. */
export const isWorthLooking = (source: string): boolean => BRINGS.test(source) && DOES.test(source)
