/** Functions that run their first argument as a command. */
export const COMMANDS: ReadonlySet<string> = new Set([
  'system',
  'exec',
  'passthru',
  'shell_exec',
  'popen',
  'proc_open',
  'pcntl_exec',
  'expect_popen',
  'ssh2_exec',
  'w32api_invoke_function',
  'win_shell_execute',
  'win32_create_service',
])

/** Which argument of a function is a function that it calls; from the end where it is negative. */
export const CALLBACKS: Readonly<Record<string, number>> = {
  array_map: 0,
  array_filter: 1,
  array_walk: 1,
  array_walk_recursive: 1,
  array_reduce: 1,
  usort: 1,
  uasort: 1,
  uksort: 1,
  array_udiff: -1,
  array_udiff_assoc: -1,
  array_udiff_uassoc: -1,
  array_diff_ukey: -1,
  array_diff_uassoc: -1,
  array_uintersect: -1,
  array_uintersect_assoc: -1,
  array_uintersect_uassoc: -1,
  array_intersect_ukey: -1,
  array_intersect_uassoc: -1,
  call_user_func: 0,
  call_user_func_array: 0,
  call_user_method: 0,
  forward_static_call: 0,
  forward_static_call_array: 0,
  register_shutdown_function: 0,
  register_tick_function: 0,
  ob_start: 0,
  preg_replace_callback: 1,
  mb_ereg_replace_callback: 1,
  iterator_apply: 1,
  set_exception_handler: 0,
  header_register_callback: 0,
  spl_autoload_register: 0,
  session_set_save_handler: -1,
  is_callable: 99,
  sqlite_create_function: 2,
  xml_set_character_data_handler: 1,
  xml_set_default_handler: 1,
  assert_options: 1,
  readline_completion_function: 0,
  stream_wrapper_register: 99,
  eio_custom: 0,
  fsockopen_callback: 99,
  array_find: 1,
  array_any: 1,
  array_all: 1,
}

/** Functions of files, by what a file manager does with them, and the argument that is the path. */
export const FILE_WORK: Readonly<Record<string, readonly [string, number]>> = {
  unlink: ['delete', 0],
  rmdir: ['delete', 0],
  rename: ['rename', 0],
  mkdir: ['make', 0],
  touch: ['make', 0],
  chmod: ['permissions', 0],
  chown: ['permissions', 0],
  opendir: ['list', 0],
  scandir: ['list', 0],
  glob: ['list', 0],
  dir: ['list', 0],
  readfile: ['read', 0],
  file_get_contents: ['read', 0],
  file: ['read', 0],
  highlight_file: ['read', 0],
  show_source: ['read', 0],
  symlink: ['link', 0],
  chdir: ['change', 0],
  copy: ['copy', 0],
  file_put_contents: ['write', 0],
  move_uploaded_file: ['upload', 1],
}

/** Functions whose result says nothing that could be run. */
export const HARMLESS: ReadonlySet<string> = new Set(
  `isset empty count sizeof strlen mb_strlen in_array array_key_exists key_exists is_array is_string is_numeric is_int is_file
  is_dir file_exists is_readable is_writable is_writeable is_callable function_exists class_exists method_exists defined md5 sha1 crc32 hash md5_file
  sha1_file hash_hmac password_verify password_hash crypt time date mktime strtotime microtime rand mt_rand uniqid preg_match preg_match_all strpos
  stripos strrpos strncmp strcmp strcasecmp strncasecmp substr_count filesize filemtime fileperms intval floatval boolval doubleval
  is_null is_bool is_object ctype_alnum ctype_digit ctype_alpha ctype_xdigit checkdate number_format ip2long ord abs floor ceil
  round max min rand setcookie header headers_sent http_response_code echo print print_r var_dump printf fprintf vprintf error_reporting
  set_time_limit ignore_user_abort session_start session_destroy session_write_close flush ob_flush ob_end_clean ob_end_flush
  ob_clean fclose closedir feof ftell fseek rewind fflush flock unset define exit die trigger_error error_log usleep sleep levenshtein
  similar_text soundex metaphone mysql_query mysqli_query pg_query escapeshellarg escapeshellcmd gettype get_class
  array_search getcwd sys_get_temp_dir php_uname phpversion getmypid gethostname php_sapi_name get_current_user get_class_methods spl_object_hash memory_get_usage version_compare str_starts_with str_ends_with str_contains ctype_lower ctype_upper`.split(
    /\s+/,
  ),
)

/** Functions that hand on what they get, in whatever form. */
export const HANDING_ON: ReadonlySet<string> = new Set(
  `openssl_decrypt openssl_encrypt mcrypt_decrypt mcrypt_encrypt mcrypt_cbc mcrypt_ecb openssl_private_decrypt openssl_public_decrypt sodium_crypto_secretbox_open json_decode
  unserialize iconv mb_convert_encoding utf8_decode utf8_encode recode_string sprintf vsprintf implode join explode str_split
  preg_split str_replace str_ireplace preg_replace strtr strtok parse_url sscanf pack unpack array_values array_keys array_merge array_merge_recursive
  array_slice array_splice array_reverse array_flip array_combine array_pop array_shift array_push array_unshift array_chunk
  array_unique array_column array_pad array_replace array_filter array_product current key next prev reset end pos each
  array_rand array_diff array_diff_key array_intersect array_intersect_key list compact ob_get_contents ob_get_clean
  ob_get_flush var_export serialize json_encode addslashes stripslashes stripcslashes addcslashes quotemeta trim htmlspecialchars htmlentities
  nl2br simplexml_load_string dom_import_simplexml xml_parse gzcompress gzdeflate gzencode bzcompress bzdecompress
  fread fgets fgetc stream_get_contents stream_get_line socket_read socket_recv fgetss fscanf file_get_contents file curl_exec convert_cyr_string
  realpath pathinfo vsprintf lcg_value yaml_parse msgpack_unpack igbinary_unserialize mb_substr iconv_substr
  mb_strcut wordwrap chunk_split nl2br similar str_word_count array_walk iterator_to_array get_object_vars settype
  mb_strrev mb_str_split get_magic_quotes_gpc convert_uuencode inflate_add inflate_init lzf_decompress snappy_uncompress zstd_uncompress`.split(
    /\s+/,
  ),
)

/** Class names whose methods run commands: `new COM('WScript.Shell')`. */
export const SHELL_OBJECTS: RegExp =
  /^(?:wscript\.shell|shell\.application|shell\.users|scriptcontrol|msscriptcontrol\.scriptcontrol)/i
