#!/usr/bin/env bash
# Apache 2.4.71 (Debian 12) with mod_deflate: a compressed static file is never "304 Not Modified".
#
# mod_deflate adds `-gzip` to the ETag of what it compresses, as a strong tag must name the bytes.
# When a client comes back with exactly that tag, the core compares it with the tag of the file
# without the suffix, finds another, and sends 200 with the body, also when If-Modified-Since would
# hold. An uncompressed answer of the same file does give 304. Only `DeflateAlterETag NoChange`
# brings the 304 back; nginx (weak tags) has no such trouble.
# For a load test: a recording of a browser with a warm cache, replayed with its If-None-Match,
# downloads every compressed file in full; bytes and processor time of the server are those of a
# cold cache, while the same test with `Accept-Encoding: identity` shows 304 and looks many times
# faster.
#
# Seen: identity: 304, 0 bytes; gzip with the ETag of the gzip answer: 200, whole body, also with
# If-Modified-Since; with DeflateAlterETag NoChange: 304.
source "$(dirname "$0")/lib.sh"
need_deb apache2-bin 2.4.71

mkdir "$work/htdocs"
head -c 20000 /dev/zero | tr '\0' a >"$work/htdocs/a.txt"
touch -d '2026-01-01 00:00Z' "$work/htdocs/a.txt"
apache() { # [DIRECTIVE]
  port=$(free_port)
  cat >"$work/apache.conf" <<EOF
ServerRoot /usr/lib/apache2
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule mime_module modules/mod_mime.so
LoadModule filter_module modules/mod_filter.so
LoadModule deflate_module modules/mod_deflate.so
Listen 127.0.0.1:$port
ServerName localhost
PidFile $work/pid.$port
ErrorLog $work/err
TypesConfig /etc/mime.types
DocumentRoot $work/htdocs
<Directory $work/htdocs>
Require all granted
</Directory>
AddOutputFilterByType DEFLATE text/plain
User nobody
Group nogroup
$1
EOF
  /usr/sbin/apache2 -f "$work/apache.conf" -DFOREGROUND &
  pid=$!
  pids+=("$pid")
  wait_port "$port"
  url=http://127.0.0.1:$port/a.txt
}
tag() { curl -s -o /dev/null -D - "$@" "$url" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }'; }
code() { curl -s -o /dev/null -w '%{http_code}' "$@" "$url"; }

apache ''
gzip=(-H 'Accept-Encoding: gzip')
plain_tag=$(tag) gzip_tag=$(tag "${gzip[@]}")
date=$(curl -sI "$url" | tr -d '\r' | sed -n 's/^Last-Modified: //p')
plain=$(code -H "If-None-Match: $plain_tag")
packed=$(code "${gzip[@]}" -H "If-None-Match: $gzip_tag")
both=$(code "${gzip[@]}" -H "If-None-Match: $gzip_tag" -H "If-Modified-Since: $date")
echo "plain $plain_tag: $plain; gzip $gzip_tag: $packed; with If-Modified-Since: $both"
stop
apache 'DeflateAlterETag NoChange'
unchanged=$(code "${gzip[@]}" -H "If-None-Match: $(tag "${gzip[@]}")")
echo "gzip with DeflateAlterETag NoChange: $unchanged"
holds "304 without compression" "$plain == 304"
holds "200 with it" "$packed == 200 && $both == 200"
holds "304 with DeflateAlterETag NoChange" "$unchanged == 304"
finish
