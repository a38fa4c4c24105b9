#!/usr/bin/env bash
# siege 4.0.7 (Debian 12): ten answers 404 are "availability 100 %, 0 failed", and ten requests of a
# page are forty.
#
# A 404 is a transaction that neither succeeded nor failed: transactions 10, successful_transactions
# 0, failed_transactions 0, availability 100.00. And siege reads the HTML: `-r 10` of a page with a
# style sheet, a script and an image is 40 transactions, by default (`parser = true`), over a new
# connection each; response time and rate are means over page and parts.
# For a load test: look at successful_transactions, not at availability; give --no-parser, or the
# rate is that of a mix that the command does not name.
#
# Seen: /missing: transactions 10, availability 100.00, successful 0, failed 0. A page with three
# parts, -r 10: transactions 40, server received 40 over 40 connections; with --no-parser 10.
source "$(dirname "$0")/lib.sh"
need_deb siege 4.0.7
export HOME=$work # siege keeps its settings there

field() { awk -F: -v name="\"$1\"" 'index($1, name) { gsub(/[ ,\t]/, "", $2); print $2 }' "$work/out"; }

server --status '404 Not Found'
siege -b -r 10 -c 1 "$url/missing" >"$work/out" 2>&1
stop
all=$(field transactions) good=$(field successful_transactions) bad=$(field failed_transactions)
available=$(field availability)
echo "404: transactions $all, successful $good, failed $bad, availability $available"
holds "ten 404: available, none failed, none successful" \
  "$all == 10 && $good == 0 && $bad == 0 && $available == 100"
page='<html><head><link rel="stylesheet" href="/a.css"></head><body><img src="/b.png"><script src="/c.js"></script></body></html>'
for option in --parser --no-parser; do
  server --page "$page"
  siege -b -r 10 -c 1 "$option" "$url/" >"$work/out" 2>&1
  all=$(field transactions) received=$(counted received) connections=$(counted connections)
  stop
  echo "$option: transactions $all, server received $received over $connections connections"
  if [[ $option == --parser ]]; then
    holds "a page with three parts is four" "$all == 40 && $received == 40"
  else
    holds "with --no-parser it is one" "$all == 10 && $received == 10"
  fi
done
server --page "$page"
siege -b -r 10 -c 1 "$url/" >"$work/out" 2>&1
holds "four is the default" "$(field transactions) == 40"
finish
